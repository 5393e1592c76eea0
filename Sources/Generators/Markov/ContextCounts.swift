import MuseProtocols

/// Next-token counts of every context of up to `order` symbols, stored as a tree in flat arrays.
///
/// The root is the empty context. A child extends its parent's context by one older symbol. A context that contains
/// the start symbol has no children. Neither does a context that occurs only once: its extensions, up to the order or
/// the start, form a chain at the same position, so the tree stores that position instead. This keeps high orders
/// cheap, because most long contexts occur only once.
struct ContextCounts {
    /// The contexts of one length. The children of a parent are adjacent and sorted by symbol.
    struct Level {
        /// The oldest symbol of each context.
        var symbols: [Int32] = []
        /// The position in the text of the token that follows a context with a chain; -1 for other contexts.
        var tails: [Int32] = []
        /// The children of context n in the next level: `firstChild[n]..<firstChild[n + 1]`.
        var firstChild: [Int32] = []
        /// The entries of context n: `firstEntry[n]..<firstEntry[n + 1]`.
        var firstEntry: [Int32] = []
        /// The next token of each entry, sorted within each context.
        var tokens: [Int32] = []
        /// The Kneser-Ney count a(u, w) of each entry.
        var counts: [Int32] = []
        /// The number of contexts of this length inside chains. Each has a single count of 1.
        var chained = 0
    }

    let text: TrainingText
    /// The contexts by length, 0 to `order`.
    private(set) var levels: [Level]

    var order: Int { text.order }

    /// - Parameter positions: the positions of all tokens, sorted by context.
    /// - Throws: `CancellationError`.
    init(_ text: TrainingText, _ positions: [Int32], _ context: FitContext) throws {
        self.text = text
        levels = try Self.tree(of: text, positions, context)
        let order = text.order
        for length in (0..<order).reversed() {
            if context.isCancelled() { throw CancellationError() }
            levels[length].countContinuations(in: levels[length + 1])
            context.progress(0.7 - 0.1 * Double(length) / Double(order), "counting")
        }
    }
}

extension ContextCounts.Level {
    /// Computes the continuation counts of contexts with children. The count of a token is the number of children that
    /// it follows: the number of distinct symbols that precede the context and the token.
    fileprivate mutating func countContinuations(in next: Self) {
        var allTokens: [Int32] = []
        var allCounts: [Int32] = []
        allTokens.reserveCapacity(next.tokens.count)
        allCounts.reserveCapacity(next.tokens.count)
        var allFirst: [Int32] = []
        allFirst.reserveCapacity(firstEntry.count)
        var count: [Int32] = []
        var found: [Int32] = []
        for node in symbols.indices {
            allFirst.append(Int32(allTokens.count))
            let children = Int(firstChild[node])..<Int(firstChild[node + 1])
            if children.isEmpty {
                let range = Int(firstEntry[node])..<Int(firstEntry[node + 1])
                allTokens.append(contentsOf: tokens[range])
                allCounts.append(contentsOf: counts[range])
            } else if children.count == 1 {
                let only = Int(next.firstEntry[children.lowerBound])..<Int(next.firstEntry[children.upperBound])
                allTokens.append(contentsOf: next.tokens[only])
                for _ in only { allCounts.append(1) }
            } else {
                for entry in Int(next.firstEntry[children.lowerBound])..<Int(next.firstEntry[children.upperBound]) {
                    let token = Int(next.tokens[entry])
                    while count.count <= token { count.append(0) }
                    if count[token] == 0 { found.append(Int32(token)) }
                    count[token] += 1
                }
                found.sort()
                for token in found {
                    allTokens.append(token)
                    allCounts.append(count[Int(token)])
                    count[Int(token)] = 0
                }
                found.removeAll(keepingCapacity: true)
            }
        }
        allFirst.append(Int32(allTokens.count))
        tokens = allTokens
        counts = allCounts
        firstEntry = allFirst
    }
}
