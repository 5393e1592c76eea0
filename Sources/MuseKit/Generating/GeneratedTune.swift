public import MuseMusic
public import MuseProtocols

/// A generated tune with what the recipe's rules say of it.
public struct GeneratedTune: Sendable {
    /// What a rule measured in it.
    public struct RuleResult: Sendable, Equatable {
        /// The rule's name in the recipe.
        public let rule: String
        public let measurement: RuleMeasurement
    }

    /// From 1. After a cancellation some numbers may be missing.
    public let number: Int
    public let score: Score
    public let tokens: [TokenID]
    /// Which of the candidates it was, from 0.
    public let candidate: Int
    /// In the order of the recipe's rules.
    public let rules: [RuleResult]
    /// How surprising the model finds it; nil without notes.
    public let bitsPerNote: Double?
}
