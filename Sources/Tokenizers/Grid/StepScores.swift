import MusePlatform

/// Scores of tokens that a grid of cells does not decide.
enum StepScores {
    /// What says nothing where it stands.
    static let never: Float = -1000
    /// Ending before the tune is over, or going on after it: what happens where nothing else may.
    static let unwanted: Float = -30

    /// `ln 1 / (1 + e⁻ˣ)`
    static func logistic(_ x: Float) -> Float { min(x, 0) - log1p(exp(-abs(x))) }
}
