import MuseProtocols

/// A fitted Markov chain: a tree of contexts in flat arrays, with smoothed probabilities.
///
/// Contexts are numbered level by level. Context 0 is empty, and a child extends its parent by one older symbol. A
/// context stores the full probability of each token seen after it, and a back-off weight for all other tokens, which
/// scales their probability after the parent. Tokens seen after a context were also seen after its parent. A context
/// that occurs only once is a leaf; longer histories are compared with the text.
struct MarkovModel: Model {
    struct Context {
        /// The oldest symbol. The vocabulary size stands for the start of the tune; the empty context has -1.
        var symbol: Int32
        /// The position in the text of the token that follows a leaf with longer extensions; -1 for other contexts.
        var tail: Int32
        /// The index of the first child. Children are sorted by symbol and end where the next context's begin.
        var firstChild: Int32
        /// The index of the first entry. Entries are sorted by token and end where the next context's begin. The empty
        /// context has one entry per token.
        var firstEntry: Int32
        /// ln γ: the back-off weight of the parent's probabilities.
        var backOff: Float
    }

    struct Entry {
        var token: Int32
        /// ln p(token | context).
        var log: Float
    }

    let order: Int
    let vocabularySize: Int
    /// The training text, with `order` start symbols before each tune.
    let text: [Int32]
    /// ln γ of a context that occurs only once, by context length.
    let chainLogs: [Float]
    /// The contexts, and one more element, which ends the last context's children and entries.
    let contexts: [Context]
    let entries: [Entry]
    /// For exact sampling: the number of tokens before each token that it must have followed in the corpus; nil for
    /// sampling from left to right. Not stored.
    var minimumOrder: Int?

    func decoder(for request: DecodingRequest) throws -> any TokenDecoder {
        try request.check(against: capabilities)
        return MarkovDecoder(self, rows: request.rows)
    }

    func logProbabilities(of tokens: [TokenID]) -> [Double] {
        // Reversed, so that the history of each token follows it, newest first.
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

    /// Runs `body` with unsafe pointers to the arrays. A lookup accesses many places for one or two steps each; checked
    /// access to arrays owned by a class took four times as long.
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
