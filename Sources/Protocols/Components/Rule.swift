public import MuseMusic

/// A measure of a tune: the base of metrics, ranking and rewards.
public protocol Rule: Sendable {
    /// What `value` counts: `share of sections`, `notes`.
    var unit: String { get }

    /// - Throws: what keeps it from measuring; muse's own rules can measure everything.
    func measure(_ score: Score) throws -> RuleMeasurement
}

/// A rule that holds tunes against those that the generator learned from.
public protocol CorpusRule: Rule {
    /// The same rule, knowing these tunes. One that knows none finds nothing to object to.
    func knowing(_ corpus: [Score]) -> Self
}

public struct RuleMeasurement: Hashable, Sendable {
    /// In the rule's unit.
    public var value: Double
    /// How well the rule is kept, 0 (not at all) to 1 (wholly): what ranking and rewards add up.
    public var satisfaction: Double

    public init(value: Double, satisfaction: Double) {
        self.value = value
        self.satisfaction = satisfaction
    }
}
