import MuseProtocols

/// Divides words into the most probable tokens, each of which has a probability of its own.
///
/// Source: Kudo, "Subword Regularization: Improving Neural Network Translation Models with Multiple Subword
/// Candidates", ACL 2018, section 3.2, https://arxiv.org/abs/1804.10959. Of equally probable
/// divisions, the one whose last token is longest is chosen, as in Hugging Face tokenizers.
struct UnigramModel: SubwordModel {
    let runs: [[TokenID]]
    /// The natural log-probability of each token.
    let scores: [Double]
    let trie: RunTrie

    /// - Precondition: there is one score for each run.
    init(runs: [[TokenID]], scores: [Double]) {
        precondition(runs.count == scores.count, "\(runs.count) runs, \(scores.count) scores")
        self.runs = runs
        self.scores = scores
        trie = RunTrie(runs)
    }

    /// A model of base tokens alone.
    init(baseCount: Int) {
        self.init(
            runs: (0..<TokenID(baseCount)).map { [$0] }, scores: [Double](repeating: -1, count: baseCount))
    }

    func append(_ word: ArraySlice<TokenID>, to tokens: inout [TokenID]) {
        let path = best(word, without: nil)
        tokens += path.reversed()
    }

    /// The best division of a word, last token first; empty if there is none.
    ///
    /// - Parameter excluded: a token that is not used.
    func best(_ word: ArraySlice<TokenID>, without excluded: TokenID?) -> [TokenID] {
        let size = word.count
        return withUnsafeTemporaryAllocation(of: (score: Double, token: TokenID).self, capacity: size + 1) { ends in
            ends.initialize(repeating: (-.infinity, -1))
            ends[0].score = 0
            for start in 0..<size where ends[start].score > -.infinity {
                var node: Int32 = 0
                var end = start
                while end < size, let next = trie.next(node, word[word.startIndex + end]) {
                    node = next
                    end += 1
                    guard let token = trie.nodes[Int(node)].token, token != excluded else { continue }
                    let score = scores[Int(token)] + ends[start].score
                    if score > ends[end].score { ends[end] = (score, token) }
                }
            }
            var path: [TokenID] = []
            var end = size
            while end > 0, ends[end].token >= 0 {
                path.append(ends[end].token)
                end -= runs[Int(ends[end].token)].count
            }
            return end == 0 ? path : []
        }
    }
}
