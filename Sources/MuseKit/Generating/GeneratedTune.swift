public import MuseMusic
public import MuseProtocols
import MuseRecipe

/// A generated tune with the measurements of the recipe's rules.
public struct GeneratedTune: Sendable {
    /// The measurement of one rule.
    public struct RuleResult: Sendable, Equatable {
        /// The rule's name in the recipe.
        public let rule: String
        public let measurement: RuleMeasurement
    }

    /// The tune's number, from 1. After a cancellation, numbers may be missing.
    public let number: Int
    /// The number of its set, from 1; nil for a tune that belongs to none.
    public let set: Int?
    /// The title; in the score of a tune of a set, the number of the set precedes it.
    public let title: String
    public let score: Score
    public let tokens: [TokenID]
    /// The index of the chosen candidate, from 0.
    public let candidate: Int
    /// The measurements, in the order of the recipe's rules.
    public let rules: [RuleResult]
    /// The tune's bits per note under the model; nil without notes, or if the model has no likelihood.
    public let bitsPerNote: Double?
}

extension [Recipe.WeightedRule] {
    /// The measurements of a tune, in the order of the rules.
    ///
    /// - Throws: an error of a plug-in.
    func results(of score: Score) throws -> [GeneratedTune.RuleResult] {
        try map { GeneratedTune.RuleResult(rule: $0.type, measurement: try $0.rule.measure(score)) }
    }
}
