import MusePlatform
import MuseProtocols

/// All divisions of a word into tokens of a unigram model.
struct UnigramLattice {
    private struct Edge {
        var start: Int
        var end: Int
        var token: Int
    }

    private let model: UnigramModel
    private let size: Int
    private var edges: [Edge] = []

    init(_ model: UnigramModel, _ word: [TokenID]) {
        self.model = model
        size = word.count
        for start in word.indices {
            var node: Int32 = 0
            var end = start
            while end < word.count, let next = model.trie.next(node, word[end]) {
                node = next
                end += 1
                guard let token = model.trie.nodes[Int(node)].token else { continue }
                edges.append(Edge(start: start, end: end, token: Int(token)))
            }
        }
    }

    /// Adds the expected number of each token, over all divisions by their probabilities.
    ///
    /// Forward-backward algorithm: Rabiner, "A Tutorial on Hidden Markov Models", Proceedings of the IEEE 77(2), 1989.
    func add(to counts: inout [Double], weight: Double) {
        // Edges are in ascending order of their starts, so each is complete before it is continued.
        var forward = [Double](repeating: -.infinity, count: size + 1)
        var backward = forward
        forward[0] = 0
        backward[size] = 0
        for edge in edges {
            forward[edge.end] = logSum(forward[edge.end], forward[edge.start] + model.scores[edge.token])
        }
        for edge in edges.reversed() {
            backward[edge.start] = logSum(backward[edge.start], backward[edge.end] + model.scores[edge.token])
        }
        let all = forward[size]
        guard all > -.infinity else { return }
        for edge in edges {
            let log = forward[edge.start] + model.scores[edge.token] + backward[edge.end] - all
            counts[edge.token] += weight * exp(log)
        }
    }

    /// log(exp a + exp b).
    private func logSum(_ a: Double, _ b: Double) -> Double {
        if a == -.infinity { return b }
        let (low, high) = a < b ? (a, b) : (b, a)
        return low == -.infinity ? high : high + log1p(exp(low - high))
    }
}
