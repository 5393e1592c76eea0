import MusePlatform
import MuseProtocols

/// An unowned view of a `MarkovModel`'s arrays. The caller must keep them alive; their indices have been checked.
struct ContextTree {
    let order: Int
    let vocabularySize: Int
    let text: UnsafeBufferPointer<Int32>
    let chainLogs: UnsafeBufferPointer<Float>
    let contexts: UnsafeBufferPointer<MarkovModel.Context>
    let entries: UnsafeBufferPointer<MarkovModel.Entry>

    /// A context on the path from the root, and the sum of the log back-off weights of the longer contexts.
    struct Step {
        var node: Int
        var weight: Double

        static var root: Step { Step(node: 0, weight: 0) }
    }

    /// Returns the log-probability of a token; minus infinity for tokens outside the vocabulary.
    ///
    /// - Parameters:
    ///   - history: the last `order` symbols, newest first.
    ///   - path: scratch memory for `order + 1` steps.
    func logProbability(
        of token: Int32, after history: UnsafeBufferPointer<Int32>, path: UnsafeMutableBufferPointer<Step>
    ) -> Float {
        let (longest, chain) = walk(history, path)
        var depth = longest
        while true {
            let seen = entries(of: path[depth].node)
            let entry = first(in: seen) { entries[$0].token >= token }
            if entry < seen.upperBound && entries[entry].token == token {
                let log = Double(entries[entry].log)
                return depth == longest && chain < 0 ? chainedLog(log, chain) : Float(path[depth].weight + log)
            }
            if depth == 0 { return -.infinity }
            depth -= 1
        }
    }

    /// Writes the log-probability of every token.
    ///
    /// Starts with the empty context, which has an entry for every token. Longer contexts then overwrite the tokens
    /// seen after them, shortest context first.
    ///
    /// - Complexity: O(V + tokens seen after the matching contexts).
    /// - Parameters:
    ///   - row: `[V]`
    ///   - history: the last `order` symbols, newest first.
    ///   - path: scratch memory for `order + 1` steps.
    func fill(
        _ row: UnsafeMutableBufferPointer<Float>, after history: UnsafeBufferPointer<Int32>,
        path: UnsafeMutableBufferPointer<Step>
    ) {
        let (depth, chain) = walk(history, path)
        let rootWeight = path[0].weight
        for token in 0..<vocabularySize { row[token] = Float(rootWeight + Double(entries[token].log)) }
        for step in path[..<(depth + 1)].dropFirst() {
            for entry in entries(of: step.node) {
                row[Int(entries[entry].token)] = Float(step.weight + Double(entries[entry].log))
            }
        }
        if chain < 0 {
            let only = entries[Int(contexts[path[depth].node].firstEntry)]
            row[Int(only.token)] = chainedLog(Double(only.log), chain)
        }
    }

    /// Returns the log-probability of the only token seen after a context inside a chain.
    ///
    /// The probabilities of the other tokens are scaled by the chain's back-off weight, so this token has the rest.
    ///
    /// - Parameter log: the token's log-probability after the context before the chain.
    private func chainedLog(_ log: Double, _ chain: Double) -> Float { Float(log1p(expm1(log) * exp(chain))) }

    /// Writes the contexts that match a history to `path`, shortest first, with their weights.
    ///
    /// - Returns: the number of matching non-empty contexts in the tree, and the log weight of those that continue in a
    ///   chain.
    private func walk(
        _ history: UnsafeBufferPointer<Int32>, _ path: UnsafeMutableBufferPointer<Step>
    ) -> (depth: Int, chain: Double) {
        var depth = 0
        path[0].node = 0
        while depth < order {
            let children = children(of: path[depth].node)
            let child = first(in: children) { contexts[$0].symbol >= history[depth] }
            guard child < children.upperBound, contexts[child].symbol == history[depth] else { break }
            depth += 1
            path[depth].node = child
        }
        let chain = chainWeight(history, contexts[path[depth].node].tail, depth)
        var weight = chain
        for i in (0...depth).reversed() {
            path[i].weight = weight
            weight += Double(contexts[path[i].node].backOff)
        }
        return (depth, chain)
    }

    /// The longest context that matches a history: its node, and its length, which exceeds the node's in a chain.
    func match(_ history: UnsafeBufferPointer<Int32>) -> (node: Int, length: Int) {
        var (node, length) = (0, 0)
        while length < order {
            let children = children(of: node)
            let child = first(in: children) { contexts[$0].symbol >= history[length] }
            guard child < children.upperBound, contexts[child].symbol == history[length] else { break }
            length += 1
            node = child
        }
        let tail = Int(contexts[node].tail)
        guard tail >= 0 else { return (node, length) }
        while length < order, text[tail - length - 1] == history[length] {
            length += 1
            if history[length - 1] == vocabularySize { break }
        }
        return (node, length)
    }

    /// The tokens seen after the last `length` symbols of a history, or after as many of them as the tree has.
    func tokens(
        after history: UnsafeBufferPointer<Int32>, atLeast length: Int, path: UnsafeMutableBufferPointer<Step>
    ) -> [TokenID] {
        let depth = walk(history, path).depth
        return entries(of: path[min(length, depth)].node).map { entries[$0].token }
    }

    private func chainWeight(_ history: UnsafeBufferPointer<Int32>, _ tail: Int32, _ depth: Int) -> Double {
        guard tail >= 0 else { return 0 }
        var weight = 0.0
        var length = depth
        while length < order, text[Int(tail) - length - 1] == history[length] {
            weight += Double(chainLogs[length + 1])
            if history[length] == vocabularySize { break }
            length += 1
        }
        return weight
    }

    private func children(of node: Int) -> Range<Int> {
        Range(uncheckedBounds: (Int(contexts[node].firstChild), Int(contexts[node + 1].firstChild)))
    }

    private func entries(of node: Int) -> Range<Int> {
        Range(uncheckedBounds: (Int(contexts[node].firstEntry), Int(contexts[node + 1].firstEntry)))
    }

    /// Returns the first index that meets a condition, or the end if none does.
    ///
    /// - Precondition: if an index meets the condition, all later indices do.
    private func first(in range: Range<Int>, where condition: (Int) -> Bool) -> Int {
        var low = range.lowerBound
        var count = range.count
        while count > 0 {
            let half = count / 2
            if condition(low + half) {
                count = half
            } else {
                low += half + 1
                count -= half + 1
            }
        }
        return low
    }
}
