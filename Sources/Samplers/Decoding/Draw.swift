package import MuseProtocols

/// Draws tokens by their scores. Keeps its memory from draw to draw.
package struct Draw: Sendable {
    private var weights: [Double] = []

    package init() {}

    /// A token, each with probability `exp(scores[t]) / Σ exp(scores)`; takes one number of `random`, whatever the
    /// scores. Sums run in double precision and in the order of the tokens, so equal scores always give the same token.
    ///
    /// - Returns: nil where nothing can be drawn: no score is finite, or one is NaN or `+inf`.
    package mutating func token(from scores: [Float], random: inout RandomSource) -> TokenID? {
        let uniform = random.uniform()
        guard let best = scores.max(), best.isFinite else { return nil }
        weights.removeAll(keepingCapacity: true)
        var total = 0.0
        for score in scores {
            let weight = score > -.infinity ? exponential(Double(score) - Double(best)) : score.isNaN ? .nan : 0
            weights.append(weight)
            total += weight
        }
        guard total.isFinite else { return nil }
        let goal = uniform * total
        var sum = 0.0
        // The sum ends at `total`, and `goal` is below it; `last` is there for the one rounding that could disagree.
        var last: TokenID?
        for (i, weight) in weights.enumerated() where weight > 0 {
            sum += weight
            last = TokenID(i)
            if sum > goal { break }
        }
        return last
    }
}
