import MusePlatform

/// Scores of tokens that do not depend on a step's cells.
enum StepScores {
    /// The score of tokens that are meaningless at a position.
    static let never: Float = -1000
    /// The score of ending before the requested length or continuing beyond it. Such tokens are sampled only if the
    /// grammar allows nothing else.
    static let wrongLength: Float = -30

    /// `ln (1 / (1 + e⁻ˣ))`
    static func logistic(_ x: Float) -> Float { min(x, 0) - log1p(exp(-abs(x))) }
}
