import MuseProtocols

/// The contexts of a fitted Markov chain as a tree in flat arrays, with finished probabilities.
///
/// Contexts are numbered level by level: 0 is the empty one, and a child extends its parent by one older symbol. Each
/// holds the tokens that were seen after it with their whole probability, and a weight for all others, which multiplies
/// their probability after the parent. Tokens seen after a context were also seen after its parent. A context that
/// occurs once is a leaf; a longer one is compared with the text.
struct MarkovModel: Model {
    struct Context {
        /// The oldest symbol; the vocabulary's size is the tune's start, and the empty context has -1.
        var symbol: Int32
        /// Where in the text the token stands that follows a leaf which could be longer; -1 for the others.
        var tail: Int32
        /// Children go from here up to the next context's, by rising symbol.
        var firstChild: Int32
        /// Entries go from here up to the next context's, by rising token. The empty context has one for each token.
        var firstEntry: Int32
        /// ln γ: the weight of the parent's probabilities.
        var backOff: Float
    }

    struct Entry {
        var token: Int32
        /// ln p(token | context).
        var log: Float
    }

    let order: Int
    let vocabularySize: Int
    /// All that was learned from, each tune behind `order` start symbols.
    let text: [Int32]
    /// By length: ln γ of a context that occurs once.
    let chainLogs: [Float]
    /// One more than there are, to end the last one's children and entries.
    let contexts: [Context]
    let entries: [Entry]

    func decoder(for request: DecodingRequest) throws -> any TokenDecoder {
        try request.check(against: capabilities)
        return MarkovDecoder(self, rows: request.rows)
    }

    func logProbabilities(of tokens: [TokenID]) -> [Double] {
        // Backwards, so that the history of each token stands behind it, newest first.
        let backwards = tokens.reversed() + [Int32](repeating: Int32(vocabularySize), count: order)
        var path = [ContextTree.Step](repeating: .root, count: order + 1)
        return path.withUnsafeMutableBufferPointer { path in
            backwards.withUnsafeBufferPointer { backwards in
                withTree { tree in
                    tokens.indices.reversed().map { i in
                        let history = UnsafeBufferPointer(rebasing: backwards[(i + 1)..<(i + 1 + order)])
                        return Double(tree.logProbability(of: backwards[i], after: history, path: path))
                    }
                }
            }
        }
    }

    /// Runs `body` with the arrays as plain memory: a walk touches many places for a step or two each, and checked
    /// access to arrays that a class owns took four times as long.
    func withTree<Result>(_ body: (ContextTree) throws -> Result) rethrows -> Result {
        try text.withUnsafeBufferPointer { text in
            try chainLogs.withUnsafeBufferPointer { chainLogs in
                try contexts.withUnsafeBufferPointer { contexts in
                    try entries.withUnsafeBufferPointer { entries in
                        try body(
                            ContextTree(
                                order: order, vocabularySize: vocabularySize, text: text, chainLogs: chainLogs,
                                contexts: contexts, entries: entries))
                    }
                }
            }
        }
    }
}
