/// Validates the scores of a plug-in's sampler against its input. Reuses its memory between steps.
struct ScoreCheck {
    private var before: [Float] = []

    /// Records the sampler's input.
    mutating func note(_ scores: [Float]) {
        guard before.count == scores.count else {
            before = Array(scores)
            return
        }
        before.withUnsafeMutableBufferPointer { before in
            scores.withUnsafeBufferPointer { _ = before.update(fromContentsOf: $0) }
        }
    }

    /// The error in the sampler's output; nil if it is valid.
    ///
    /// Excluded tokens must stay excluded. At least one token must remain. No score may be NaN or +inf.
    func breach(_ scores: [Float]) -> String? {
        var (remaining, faults): (UInt32, UInt32) = (0, 0)
        // Branchless and on bit patterns, so that the loop, which handles every token, vectorises.
        let (excluded, exponent) = ((-Float.infinity).bitPattern, Float.infinity.bitPattern)
        before.withUnsafeBufferPointer { before in
            scores.withUnsafeBufferPointer { scores in
                for i in 0..<min(before.count, scores.count) {
                    let (old, new) = (before[i].bitPattern, scores[i].bitPattern)
                    let isAllowed: UInt32 = new == excluded ? 0 : 1
                    let wasExcluded: UInt32 = old == excluded ? 1 : 0
                    let isNotFinite: UInt32 = new & exponent == exponent ? 1 : 0
                    remaining &+= isAllowed
                    faults |= isAllowed & (wasExcluded | isNotFinite)
                }
            }
        }
        if faults == 0 { return remaining > 0 ? nil : "excludes every token" }
        for (token, (old, new)) in zip(before, scores).enumerated() {
            if !(new < .infinity) { return "returned \(new.isNaN ? "NaN" : "infinity") as the score of token \(token)" }
            if new > -.infinity, !(old > -.infinity) { return "returned a score for the excluded token \(token)" }
        }
        return nil
    }
}
