public import MuseMusic

/// A measure of a tune: the base of metrics, ranking and rewards.
public protocol Rule: Sendable {
    /// The unit of `value`: `share of sections`, `notes`.
    var unit: String { get }

    /// The rule compares tunes with the corpus, and objects to nothing before `knowing` has told it the corpus.
    var needsCorpus: Bool { get }

    /// The same rule, comparing tunes with these.
    func knowing(_ corpus: [Score]) -> Self

    /// - Throws: an error of a plug-in; built-in rules never fail.
    func measure(_ score: Score) throws -> RuleMeasurement
}

extension Rule {
    public var needsCorpus: Bool { false }
    public func knowing(_ corpus: [Score]) -> Self { self }
}

public struct RuleMeasurement: Hashable, Sendable {
    /// In the rule's unit.
    public var value: Double
    /// How well the rule is satisfied, 0 (not at all) to 1 (fully): what ranking and rewards add up.
    public var satisfaction: Double

    public init(value: Double, satisfaction: Double) {
        self.value = value
        self.satisfaction = satisfaction
    }
}
