import MusePlatform

/// Scores of tokens that a grid of cells does not decide.
enum StepScores {
    /// Tokens that are meaningless at this step.
    static let never: Float = -1000
    /// Ending before the wanted length, or continuing after it: chosen only where nothing else is allowed.
    static let unwanted: Float = -30

    /// `ln 1 / (1 + e⁻ˣ)`
    static func logistic(_ x: Float) -> Float { min(x, 0) - log1p(exp(-abs(x))) }
}
