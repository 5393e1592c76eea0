import MuseProtocols

/// The probabilities of the tokens of a step that are not excluded. Reuses its memory.
///
/// All sums are computed in double precision and in the order of the tokens, so that equal scores always give equal
/// results.
struct StepDistribution: Sendable {
    /// The tokens that are not excluded, in order.
    private(set) var tokens: [Int] = []
    /// The probability of each of `tokens`; together 1.
    private(set) var probabilities: [Double] = []
    /// The natural logarithm of the sum of `exp(score)`.
    private(set) var logTotal = -Double.infinity

    /// Computes the probabilities of scores.
    ///
    /// - Returns: false, and leaves the distribution empty, if no score is finite.
    mutating func read(_ scores: [Float]) -> Bool {
        tokens.removeAll(keepingCapacity: true)
        probabilities.removeAll(keepingCapacity: true)
        logTotal = -.infinity
        let best = scores.best
        guard best.isFinite else { return false }
        var total = 0.0
        for (i, score) in scores.enumerated() where score > -.infinity {
            let weight = exponential(Double(score) - Double(best))
            tokens.append(i)
            probabilities.append(weight)
            total += weight
        }
        for i in probabilities.indices { probabilities[i] /= total }
        logTotal = Double(best) + naturalLogarithm(total)
        return true
    }

    /// The surprise of a token with this score, `-ln p`, in nats.
    func surprise(of score: Float) -> Double { logTotal - Double(score) }

    /// The expected surprise in nats.
    ///
    /// - Parameter scores: those that were read.
    func entropy(of scores: [Float]) -> Double {
        var entropy = 0.0
        for (token, probability) in zip(tokens, probabilities) {
            entropy += probability * surprise(of: scores[token])
        }
        // Rounding can give a tiny negative sum for a certain token.
        return max(0, entropy)
    }
}
