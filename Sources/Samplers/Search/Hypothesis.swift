import MuseProtocols

/// A tune or the beginning of one, as a search knows it.
struct Hypothesis {
    var tokens: [TokenID] = []
    var grammar: any GrammarState
    /// The natural logarithm of the probability of `tokens`.
    var logProbability = 0.0
    /// The value by which hypotheses are compared; higher is better.
    var score = 0.0
    /// The decoder's row; meaningless after the end.
    var row: Int

    var isEnded: Bool { grammar.isEnded }
}

/// A hypothesis with one more token, or an ended one as it is.
struct Candidate {
    /// The index of the hypothesis that it extends.
    let parent: Int
    /// The token; nil for an ended hypothesis.
    let token: TokenID?
    let logProbability: Double
    var score: Double
}

extension [Candidate] {
    /// The `count` candidates with the highest scores, in order. Of equal ones, the earlier comes first.
    func best(_ count: Int) -> [Candidate] {
        let order = indices.sorted { a, b in self[a].score == self[b].score ? a < b : self[a].score > self[b].score }
        return order.prefix(count).map { self[$0] }
    }
}
