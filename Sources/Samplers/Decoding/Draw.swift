package import MuseProtocols

/// Samples tokens from scores. Reuses its memory.
package struct Draw: Sendable {
    /// The tokens that can be sampled, and their probabilities relative to the best token.
    private var tokens: [TokenID] = []
    private var weights: [Double] = []

    package init() {}

    /// Samples a token with probability `exp(scores[t]) / Σ exp(scores)`.
    ///
    /// Always consumes one number of `random`. Sums are computed in double precision and in the order of the tokens, so
    /// equal scores always give the same token.
    ///
    /// - Returns: the token; nil if no score is finite, or one is NaN or `+inf`.
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
        let target = uniform * total
        var sum = 0.0
        for (i, weight) in weights.enumerated() {
            sum += weight
            if sum > target { return tokens[i] }
        }
        // Here `sum` equals `total` to the last bit, and `target` is below it unless the product was rounded up.
        return weights.lastIndex { $0 > 0 }.map { tokens[$0] }
    }
}

extension [Float] {
    /// The highest score, ignoring NaN; `-inf` if there is none.
    var best: Float {
        withUnsafeBytes { bytes in
            // Eight independent maxima: with a single one, each comparison would wait for the previous one.
            var lanes = SIMD8<Float>(repeating: -.infinity)
            let width = MemoryLayout<SIMD8<Float>>.size
            let end = bytes.count / width * width
            for offset in stride(from: 0, to: end, by: width) {
                let scores = bytes.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
                lanes.replace(with: scores, where: scores .> lanes)
            }
            var best = lanes.max()
            for score in self[(end / MemoryLayout<Float>.size)...] where score > best { best = score }
            return best
        }
    }
}
