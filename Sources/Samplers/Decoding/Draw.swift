package import MuseProtocols

/// Draws tokens by their scores. Keeps its memory from draw to draw.
package struct Draw: Sendable {
    /// The tokens that can be drawn, and their weights relative to the best.
    private var tokens: [TokenID] = []
    private var weights: [Double] = []

    package init() {}

    /// A token, each with probability `exp(scores[t]) / Σ exp(scores)`; takes one number of `random`, whatever the
    /// scores. Sums run in double precision and in the order of the tokens, so equal scores always give the same token.
    ///
    /// - Returns: nil where nothing can be drawn: no score is finite, or one is NaN or `+inf`.
    package mutating func token(from scores: [Float], random: inout RandomSource) -> TokenID? {
        let uniform = random.uniform()
        let best = scores.best
        guard best.isFinite else { return nil }
        tokens.removeAll(keepingCapacity: true)
        weights.removeAll(keepingCapacity: true)
        var total = 0.0
        for (i, score) in scores.enumerated() where score != -.infinity {
            let weight = exponential(Double(score) - Double(best))
            tokens.append(TokenID(i))
            weights.append(weight)
            total += weight
        }
        guard total.isFinite else { return nil }
        let goal = uniform * total
        var sum = 0.0
        for (i, weight) in weights.enumerated() {
            sum += weight
            if sum > goal { return tokens[i] }
        }
        // `sum` is `total` now, to the last bit, and `goal` is below it unless the product was rounded up.
        return weights.lastIndex { $0 > 0 }.map { tokens[$0] }
    }
}

extension [Float] {
    /// The highest score; `-inf` where there is none. NaN is passed over.
    var best: Float {
        var best = -Float.infinity
        for score in self where score > best { best = score }
        return best
    }
}
