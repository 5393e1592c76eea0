import MusePlatform
package import MuseProtocols

extension Trellis {
    /// The most probable nodes, and their joint log-probability with the observations, by the Viterbi algorithm.
    ///
    /// Of paths with equal probability, the one whose last different node is smaller.
    ///
    /// Source: Rabiner 1989, section III.B, in logarithms.
    package func viterbi() -> (nodes: [Int], logProbability: Double) {
        guard count > 0 else { return ([], 0) }
        let logs = transitions.map { $0.map { log($0) } }
        var scores = initial.indices.map { log(initial[$0]) + log(emissions[$0]) }
        var origins = [Int32](repeating: 0, count: count * width)
        for t in 1..<max(1, count) {
            let matrix = logs[matrices[t]]
            var next = [Double](repeating: -.infinity, count: width)
            for node in 0..<width where scores[node] > -.infinity {
                let first = successors(of: node)
                for state in 0..<states {
                    let score = scores[node] + matrix[node * states + state]
                    if score > next[first + state] {
                        next[first + state] = score
                        origins[t * width + first + state] = Int32(node)
                    }
                }
            }
            for node in 0..<width { next[node] += log(emissions[t * width + node]) }
            scores = next
        }
        var nodes = [Int](repeating: 0, count: count)
        nodes[count - 1] = scores.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
        for t in (1..<max(1, count)).reversed() { nodes[t - 1] = Int(origins[t * width + nodes[t]]) }
        return (nodes, scores[nodes[count - 1]] + emissionLogs.reduce(0, +))
    }

    /// Samples nodes from their posterior distribution, by forward filtering and backward sampling.
    ///
    /// Source: Scott, "Bayesian Methods for Hidden Markov Models", JASA 97(457), 2002, section 2.3,
    /// https://doi.org/10.1198/016214502753479464.
    package func sample(_ forward: ForwardPass, _ random: inout RandomSource) -> [Int] {
        guard count > 0 else { return [] }
        var nodes = [Int](repeating: 0, count: count)
        var weights = Array(forward.alphas[(count - 1) * width..<count * width])
        nodes[count - 1] = random.index(weights: weights) ?? 0
        for t in (1..<max(1, count)).reversed() {
            let next = nodes[t]
            let matrix = transitions[matrices[t]]
            for node in 0..<width {
                let leads = next - next % states == successors(of: node)
                weights[node] =
                    leads ? forward.alphas[(t - 1) * width + node] * matrix[node * states + next % states] : 0
            }
            nodes[t - 1] = random.index(weights: weights) ?? 0
        }
        return nodes
    }

    /// The joint log-probability of nodes and observations.
    package func logProbability(of nodes: [Int]) -> Double {
        precondition(nodes.count == count, "\(nodes.count) nodes for \(count) steps")
        var sum = emissionLogs.reduce(0, +)
        for (t, node) in nodes.enumerated() {
            sum += log(emissions[t * width + node])
            sum += log(
                t == 0 ? initial[node] : transitions[matrices[t]][nodes[t - 1] * states + state(of: node)])
        }
        return sum
    }
}
