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
        // Most steps are valid, and the loop handles every token: eight at a time, on bit patterns.
        let count = min(before.count, scores.count)
        let blocks = count & ~7
        let excluded = SIMD8<UInt32>(repeating: (-Float.infinity).bitPattern)
        let exponent = SIMD8<UInt32>(repeating: Float.infinity.bitPattern)
        var isFaulty = SIMDMask<SIMD8<Int32>>(repeating: false)
        before.withUnsafeBytes { before in
            scores.withUnsafeBytes { scores in
                var start = 0
                while start < 4 * blocks {
                    let old = before.loadUnaligned(fromByteOffset: start, as: SIMD8<UInt32>.self)
                    let new = scores.loadUnaligned(fromByteOffset: start, as: SIMD8<UInt32>.self)
                    isFaulty .|= (new .!= excluded) .& (old .== excluded .| new & exponent .== exponent)
                    start &+= 32
                }
            }
        }
        if !scores.contains(where: { $0 != -.infinity }) { return "excludes every token" }
        let unchecked = any(isFaulty) ? 0 : blocks
        guard let token = (unchecked..<count).first(where: { Self.isFaulty(before[$0], scores[$0]) }) else {
            return nil
        }
        if scores[token] < .infinity { return "returned a score for the excluded token \(token)" }
        return "returned \(scores[token].isNaN ? "NaN" : "infinity") as the score of token \(token)"
    }

    private static func isFaulty(_ old: Float, _ new: Float) -> Bool {
        !(new < .infinity) || new > -.infinity && !(old > -.infinity)
    }
}
