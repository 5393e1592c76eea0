/// Validates the scores of a plug-in's sampler against its input. Reuses its memory between steps.
struct ScoreCheck {
    private var before: [Float] = []

    /// The sampler's input.
    mutating func note(_ scores: [Float]) {
        guard before.count == scores.count else {
            before = Array(scores)
            return
        }
        before.withUnsafeMutableBufferPointer { before in
            scores.withUnsafeBufferPointer { _ = before.update(fromContentsOf: $0) }
        }
    }

    /// What is wrong with the sampler's output; nil if valid. Excluded tokens must stay excluded. At least one token
    /// must remain. No score may be NaN or +inf.
    func breach(_ scores: [Float]) -> String? {
        var (left, faults): (UInt32, UInt32) = (0, 0)
        // Branchless and on bit patterns, so that it vectorises. This loop handles every token.
        let (barred, exponent) = ((-Float.infinity).bitPattern, Float.infinity.bitPattern)
        before.withUnsafeBufferPointer { before in
            scores.withUnsafeBufferPointer { scores in
                for i in 0..<min(before.count, scores.count) {
                    let (old, new) = (before[i].bitPattern, scores[i].bitPattern)
                    let isOpen: UInt32 = new == barred ? 0 : 1
                    let wasBarred: UInt32 = old == barred ? 1 : 0
                    let isNoNumber: UInt32 = new & exponent == exponent ? 1 : 0
                    left &+= isOpen
                    faults |= isOpen & (wasBarred | isNoNumber)
                }
            }
        }
        if faults == 0 { return left > 0 ? nil : "leaves no token that could be drawn" }
        for (token, (old, new)) in zip(before, scores).enumerated() {
            if !(new < .infinity) { return "scores token \(token) with \(new.isNaN ? "NaN" : "infinity")" }
            if new > -.infinity, !(old > -.infinity) { return "scores token \(token), which is barred" }
        }
        return nil
    }
}
