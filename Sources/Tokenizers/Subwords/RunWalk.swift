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
        if masks.count == depth { masks.append([Bool](repeating: false, count: tokens.baseCount)) }
        if let budget {
            // As strict within a run as at its end, which excludes long runs where few tokens are left.
            base.allowed(&masks[depth], tokensLeft: budget)
        } else {
            base.allowedAsInput(&masks[depth])
        }
        for child in tokens.trie.nodes[Int(node)].children {
            let entry = tokens.trie.nodes[Int(child.node)]
            guard masks[depth][Int(child.token)] else { continue }
            var cursor = words
            let begins = cursor.startsWord(child.token, tokens.split)
            // Input may be divided in any way.
            if depth > 0, begins, budget != nil { continue }
            let beginsRun = depth == 0 ? begins : startsWord
            if let token = entry.token {
                mask[Int(token)] = true
                self.startsWord[Int(token)] = beginsRun
            }
            guard !entry.children.isEmpty else { continue }
            var next = base
            next.advance(child.token)
            visit(child.node, depth: depth + 1, next, cursor, startsWord: beginsRun, &mask)
        }
    }
}
