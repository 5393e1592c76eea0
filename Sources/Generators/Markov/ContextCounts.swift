import MuseProtocols

/// What follows each context of up to `order` symbols, and how often: a tree in flat arrays.
///
/// The root is the empty context; a child extends its parent's context by one older symbol. A context that reaches
/// back to the start symbol has no children.
struct ContextCounts {
    /// The contexts of one length, children of one parent side by side and by rising symbol.
    struct Level {
        /// The oldest symbol of each context.
        var symbols: [Int32] = []
        /// Children in the next level: `firstChild[n]..<firstChild[n + 1]`.
        var firstChild: [Int32] = []
        /// What follows: `firstEntry[n]..<firstEntry[n + 1]`.
        var firstEntry: [Int32] = []
        /// By rising token in each context.
        var tokens: [Int32] = []
        /// The counts a(u, w) of Kneser and Ney.
        var counts: [Int32] = []

    }

    let order: Int
    let vocabularySize: Int
    /// By length, 0 to `order`.
    private(set) var levels: [Level]

    /// - Parameter positions: sorted by context.
    init(_ text: TrainingText, _ positions: [Int32], _ context: FitContext) throws {
        order = text.order
        vocabularySize = text.vocabularySize
        levels = try Self.tree(of: text, positions, context)
        for length in (0..<order).reversed() {
            if context.isCancelled() { throw CancellationError() }
            levels[length].takeContinuations(of: levels[length + 1], start: text.start)
            context.progress(0.7 - 0.1 * Double(length) / Double(order), "counting")
        }
    }

    /// All contexts; what follows is filled in only where plain counts matter: at full length and at the start.
    private static func tree(of text: TrainingText, _ positions: [Int32], _ context: FitContext) throws -> [Level] {
        let order = text.order
        let start = text.start
        var levels = [Level](repeating: Level(), count: order + 1)
        levels[0].symbols = [-1]
        levels[0].firstChild = [0]
        levels[0].firstEntry = [0]
        try text.symbols.withUnsafeBufferPointer { symbols in
            // Before the first position stands one that shares nothing with any.
            var last = -1
            for (i, position) in positions.enumerated() {
                if i & 0xFFFF == 0, context.isCancelled() { throw CancellationError() }
                let position = Int(position)
                var length = 1
                var isNew = last < 0
                while true {
                    let symbol = symbols[position - length]
                    isNew = isNew || symbols[last - length] != symbol
                    if isNew {
                        levels[length].symbols.append(symbol)
                        levels[length].firstEntry.append(Int32(levels[length].tokens.count))
                        if length < order {
                            levels[length].firstChild.append(Int32(levels[length + 1].symbols.count))
                        }
                    }
                    if symbol == start || length == order { break }
                    length += 1
                }
                if isNew || symbols[last] != symbols[position] {
                    levels[length].tokens.append(symbols[position])
                    levels[length].counts.append(1)
                } else {
                    levels[length].counts[levels[length].counts.count - 1] += 1
                }
                last = position
            }
        }
        for length in 0...order {
            levels[length].firstEntry.append(Int32(levels[length].tokens.count))
            levels[length].firstChild.append(length < order ? Int32(levels[length + 1].symbols.count) : 0)
        }
        return levels
    }
}

extension ContextCounts.Level {
    /// Fills in what follows contexts that have longer ones: each token with the number of children that it follows,
    /// which is the number of different symbols seen before context and token.
    fileprivate mutating func takeContinuations(of next: Self, start: Int32) {
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
            if symbols[node] == start {
                let own = Int(firstEntry[node])..<Int(firstEntry[node + 1])
                allTokens.append(contentsOf: tokens[own])
                allCounts.append(contentsOf: counts[own])
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
