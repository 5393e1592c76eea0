import MuseProtocols

/// Finds the tokens whose runs a state of the base grammar accepts. Runs that begin alike are tested once.
struct RunWalk {
    private let tokens: SubwordTokens
    /// The number of tokens that are left, including the next; nil for music that is not sampled.
    private let budget: Int?
    /// Whether each allowed token begins a word.
    private(set) var startsWord: [Bool]
    /// The masks of the base grammar at each depth of the tree.
    private var masks: [[Bool]] = []

    /// From this budget on it limits no tune.
    private static let unlimited = Int.max / 16

    init(_ tokens: SubwordTokens, budget: Int?) {
        self.tokens = tokens
        self.budget = budget
        startsWord = [Bool](repeating: false, count: tokens.model.runs.count)
    }

    /// Sets the mask of all tokens.
    mutating func start(_ base: any GrammarState, _ words: WordCursor, _ mask: inout [Bool]) {
        for token in mask.indices { mask[token] = false }
        visit(0, depth: 0, base, words, startsWord: false, &mask)
    }

    private mutating func visit(
        _ node: Int32, depth: Int, _ base: any GrammarState, _ words: WordCursor, startsWord: Bool,
        _ mask: inout [Bool]
    ) {
        if masks.count <= 2 * depth {
            masks += [[Bool]](repeating: [Bool](repeating: false, count: tokens.baseCount), count: 2)
        }
        let (last, inner) = (2 * depth, 2 * depth + 1)
        guard let budget else {
            base.allowedAsInput(&masks[last])
            return descend(node, depth, base, words, startsWord, last: last, inner: last, &mask)
        }
        // The run ends with the last of its tokens, after which the rest of the tune has to fit.
        base.allowed(&masks[last], tokensLeft: budget)
        let children = tokens.trie.nodes[Int(node)].children
        let isEnough =
            budget >= Self.unlimited
            || children.allSatisfy { child in
                masks[last][Int(child.token)] || tokens.trie.nodes[Int(child.node)].children.isEmpty
            }
        if !isEnough { base.allowed(&masks[inner], tokensLeft: .max / 8) }
        descend(node, depth, base, words, startsWord, last: last, inner: isEnough ? last : inner, &mask)
    }

    /// - Parameters:
    ///   - last: the mask of tokens that end a run.
    ///   - inner: the mask of tokens after which a run continues.
    private mutating func descend(
        _ node: Int32, _ depth: Int, _ base: any GrammarState, _ words: WordCursor, _ startsWord: Bool, last: Int,
        inner: Int, _ mask: inout [Bool]
    ) {
        for child in tokens.trie.nodes[Int(node)].children {
            let entry = tokens.trie.nodes[Int(child.node)]
            let isLast = entry.token != nil && masks[last][Int(child.token)]
            let continues = !entry.children.isEmpty && masks[inner][Int(child.token)]
            guard isLast || continues else { continue }
            var cursor = words
            let begins = cursor.startsWord(child.token, tokens.split)
            // Input may be divided in any way.
            if depth > 0, begins, budget != nil { continue }
            let beginsRun = depth == 0 ? begins : startsWord
            if isLast, let token = entry.token {
                mask[Int(token)] = true
                self.startsWord[Int(token)] = beginsRun
            }
            guard continues else { continue }
            var next = base
            next.advance(child.token)
            visit(child.node, depth: depth + 1, next, cursor, startsWord: beginsRun, &mask)
        }
    }
}
