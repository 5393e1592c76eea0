#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A look at a `MarkovModel`'s arrays, which has to keep them alive; their indices have been checked.
struct ContextTree {
    let order: Int
    let vocabularySize: Int
    let text: UnsafeBufferPointer<Int32>
    let chainLogs: UnsafeBufferPointer<Float>
    let tails: UnsafeBufferPointer<Int32>
    let symbols: UnsafeBufferPointer<Int32>
    let firstChild: UnsafeBufferPointer<Int32>
    let firstEntry: UnsafeBufferPointer<Int32>
    let backOffs: UnsafeBufferPointer<Float>
    let entryTokens: UnsafeBufferPointer<Int32>
    let entryLogs: UnsafeBufferPointer<Float>

    /// A context on the way from the root, and the sum of the longer ones' back-off logarithms.
    struct Step {
        var node: Int
        var weight: Double

        static var root: Step { Step(node: 0, weight: 0) }
    }

    /// The log-probability of one token; minus infinity for what is no token.
    ///
    /// - Parameters:
    ///   - history: the last `order` symbols, newest first.
    ///   - path: room for `order + 1` steps.
    func logProbability(
        of token: Int32, after history: UnsafeBufferPointer<Int32>, path: UnsafeMutableBufferPointer<Step>
    ) -> Float {
        let (longest, chain) = walk(history, path)
        var depth = longest
        while true {
            let node = path[depth].node
            if let entry = find(token, in: entryTokens, firstEntry[node], firstEntry[node + 1]) {
                let log = Double(entryLogs[entry])
                return depth == longest && chain < 0 ? chained(log, chain) : Float(path[depth].weight + log)
            }
            if depth == 0 { return -.infinity }
            depth -= 1
        }
    }

    /// Writes the log-probability of every token.
    ///
    /// Starts from the empty context, which knows all tokens; then, shortest first, each context overwrites what it
    /// knows better. O(V + tokens seen after the contexts), without a logarithm.
    ///
    /// - Parameters:
    ///   - row: `[V]`
    ///   - history: the last `order` symbols, newest first.
    ///   - path: room for `order + 1` steps.
    func fill(
        _ row: UnsafeMutableBufferPointer<Float>, after history: UnsafeBufferPointer<Int32>,
        path: UnsafeMutableBufferPointer<Step>
    ) {
        let (depth, chain) = walk(history, path)
        let whole = path[0].weight
        for token in 0..<vocabularySize { row[token] = Float(whole + Double(entryLogs[token])) }
        for step in path[..<(depth + 1)].dropFirst() {
            for entry in Int(firstEntry[step.node])..<Int(firstEntry[step.node + 1]) {
                row[Int(entryTokens[entry])] = Float(step.weight + Double(entryLogs[entry]))
            }
        }
        if chain < 0 {
            let only = Int(firstEntry[path[depth].node])
            row[Int(entryTokens[only])] = chained(Double(entryLogs[only]), chain)
        }
    }

    /// The log-probability of the one token that was seen after a context inside a chain.
    ///
    /// All others were multiplied by the chain's weight, so what p lacks to 1 was.
    ///
    /// - Parameter log: its log-probability after the context before the chain.
    private func chained(_ log: Double, _ chain: Double) -> Float { Float(log1p(expm1(log) * exp(chain))) }

    /// Writes the contexts that agree with a history, shortest first, and their weights.
    ///
    /// - Returns: the number of contexts in the tree besides the empty one, and the weight's logarithm of those that
    ///   go on in a chain.
    private func walk(
        _ history: UnsafeBufferPointer<Int32>, _ path: UnsafeMutableBufferPointer<Step>
    ) -> (depth: Int, chain: Double) {
        var depth = 0
        path[0].node = 0
        while depth < order {
            let node = path[depth].node
            guard let child = find(history[depth], in: symbols, firstChild[node], firstChild[node + 1]) else { break }
            depth += 1
            path[depth].node = child
        }
        let chain = chainWeight(history, tails[path[depth].node], depth)
        var weight = chain
        for i in (0...depth).reversed() {
            path[i].weight = weight
            weight += Double(backOffs[path[i].node])
        }
        return (depth, chain)
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

    /// The index of `value` in the rising part `low..<high`.
    private func find(_ value: Int32, in values: UnsafeBufferPointer<Int32>, _ low: Int32, _ high: Int32) -> Int? {
        var low = Int(low)
        let end = Int(high)
        var count = end - low
        while count > 0 {
            let half = count / 2
            if values[low + half] < value {
                low += half + 1
                count -= half + 1
            } else {
                count = half
            }
        }
        return low < end && values[low] == value ? low : nil
    }
}
