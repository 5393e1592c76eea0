import MuseProtocols

/// The contexts of a fitted Markov chain as a tree in flat arrays, with finished probabilities.
///
/// Nodes are numbered level by level: 0 is the empty context, and a child extends its parent's context by one older
/// symbol. Each holds the tokens that were seen after it with their whole probability, and a weight for all others,
/// which multiplies their probability after the parent. Tokens seen after a context were also seen after its parent.
struct MarkovModel: Model {
    let order: Int
    let vocabularySize: Int
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
        var path = [Int](repeating: 0, count: order + 1)
        return backwards.withUnsafeBufferPointer { backwards in
            tokens.indices.reversed().map { i in
                let history = UnsafeBufferPointer(rebasing: backwards[i + 1..<i + 1 + order])
                return Double(logProbability(of: backwards[i], after: history, path: &path))
            }
        }
    }

    /// Minus infinity for what is no token.
    private func logProbability(
        of token: TokenID, after history: UnsafeBufferPointer<Int32>, path: inout [Int]
    ) -> Float {
        var depth = 0
        while depth < order, let child = child(of: path[depth], history[depth]) {
            depth += 1
            path[depth] = child
        }
        var weight = 0.0
        for node in path[...depth].reversed() {
            if let entry = Self.find(token, in: entryTokens, firstEntry[node]..<firstEntry[node + 1]) {
                return Float(weight + Double(entryLogs[entry]))
            }
            weight += Double(backOffs[node])
        }
        return -.infinity
    }

    /// Writes the log-probability of every token.
    ///
    /// From the longest known context to the empty one the weights add up; then, shortest first, each context
    /// overwrites what it knows better. O(V + tokens seen after the contexts).
    ///
    /// - Parameters:
    ///   - row: `[V]`
    ///   - history: the last `order` symbols, newest first.
    ///   - path: room for `order + 1` nodes.
    func fill(
        _ row: UnsafeMutableBufferPointer<Float>, after history: UnsafeBufferPointer<Int32>,
        path: UnsafeMutableBufferPointer<(node: Int, weight: Double)>
    ) {
        var depth = 0
        path[0].node = 0
        while depth < order, let child = child(of: path[depth].node, history[depth]) {
            depth += 1
            path[depth].node = child
        }
        var weight = 0.0
        for i in (0...depth).reversed() {
            path[i].weight = weight
            weight += Double(backOffs[path[i].node])
        }
        entryLogs.withUnsafeBufferPointer { logs in
            entryTokens.withUnsafeBufferPointer { tokens in
                for token in 0..<vocabularySize { row[token] = Float(path[0].weight + Double(logs[token])) }
                for i in 0..<depth {
                    let (node, weight) = path[i + 1]
                    for entry in Int(firstEntry[node])..<Int(firstEntry[node + 1]) {
                        row[Int(tokens[entry])] = Float(weight + Double(logs[entry]))
                    }
                }
            }
        }
    }

    private func child(of node: Int, _ symbol: Int32) -> Int? {
        Self.find(symbol, in: symbols, firstChild[node]..<firstChild[node + 1])
    }

    /// The index of `value` in a rising part of an array.
    private static func find(_ value: Int32, in values: [Int32], _ range: Range<Int32>) -> Int? {
        var low = Int(range.lowerBound)
        var high = Int(range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if values[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low < Int(range.upperBound) && values[low] == value ? low : nil
    }
}
