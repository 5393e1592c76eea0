import MuseProtocols

/// The contexts of a fitted Markov chain as a tree in flat arrays, with finished probabilities.
///
/// Nodes are numbered level by level: 0 is the empty context, and a child extends its parent's context by one older
/// symbol. Each holds the tokens that were seen after it with their whole probability, and a weight for all others,
/// which multiplies their probability after the parent. Tokens seen after a context were also seen after its parent.
/// A context that occurs once is a leaf; a longer one is compared with the text.
struct MarkovModel: Model {
    let order: Int
    let vocabularySize: Int
    /// All that was learned from, each tune behind `order` start symbols: the contexts that occur once are read here.
    let text: [Int32]
    /// By length: ln γ of a context that occurs once.
    let chainLogs: [Float]
    /// Where in `text` the token stands that follows a context which occurs once and could be longer; -1 for others.
    let tails: [Int32]
    /// The oldest symbol of each context; the vocabulary's size is the tune's start, and the root has -1.
    let symbols: [Int32]
    /// Children: `firstChild[n]..<firstChild[n + 1]`, by rising symbol.
    let firstChild: [Int32]
    /// What was seen next: `firstEntry[n]..<firstEntry[n + 1]`, by rising token. The root has all tokens.
    let firstEntry: [Int32]
    /// ln γ: the weight of the parent's probabilities.
    let backOffs: [Float]
    let entryTokens: [Int32]
    /// ln p(token | context).
    let entryLogs: [Float]

    var contextCount: Int { symbols.count }

    func decoder(rows: Int) -> any Decoder { MarkovDecoder(self, rows: rows) }

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
                try tails.withUnsafeBufferPointer { tails in
                    try symbols.withUnsafeBufferPointer { symbols in
                        try firstChild.withUnsafeBufferPointer { firstChild in
                            try firstEntry.withUnsafeBufferPointer { firstEntry in
                                try backOffs.withUnsafeBufferPointer { backOffs in
                                    try entryTokens.withUnsafeBufferPointer { entryTokens in
                                        try entryLogs.withUnsafeBufferPointer { entryLogs in
                                            try body(
                                                ContextTree(
                                                    order: order, vocabularySize: vocabularySize, text: text,
                                                    chainLogs: chainLogs, tails: tails, symbols: symbols,
                                                    firstChild: firstChild, firstEntry: firstEntry,
                                                    backOffs: backOffs, entryTokens: entryTokens,
                                                    entryLogs: entryLogs))
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
