public import MuseMusic

/// A measure of a tune. Metrics, ranking and rewards are built on rules.
public protocol Rule: Sendable {
    /// The unit of `value`: `share of sections`, `notes`.
    var unit: String { get }

    /// Whether the rule compares tunes with a corpus. Without one, set by `comparing(to:)`, it is always satisfied.
    var needsCorpus: Bool { get }

    /// A copy of the rule that compares tunes with this corpus.
    func comparing(to corpus: [Score]) -> Self

    /// Measures a tune.
    ///
    /// - Throws: an error of a plug-in; built-in rules never fail.
    func measure(_ score: Score) throws -> RuleMeasurement

    /// Measures the candidates for one tune, of which the best is kept. A rule may compare them with each other.
    ///
    /// - Returns: one measurement for each.
    /// - Throws: as `measure` does.
    func measure(together scores: [Score]) throws -> [RuleMeasurement]

    /// Measures independent tunes of one source: a round of fine-tuning, or the tunes of an evaluation. A rule may
    /// compare their distribution with that of the corpus.
    ///
    /// - Returns: one measurement for each.
    /// - Throws: as `measure` does.
    func measure(sample scores: [Score]) throws -> [RuleMeasurement]
}

extension Rule {
    public var needsCorpus: Bool { false }
    public func comparing(to corpus: [Score]) -> Self { self }

    public func measure(together scores: [Score]) throws -> [RuleMeasurement] { try scores.map(measure) }
    public func measure(sample scores: [Score]) throws -> [RuleMeasurement] { try scores.map(measure) }
}

public struct RuleMeasurement: Hashable, Sendable {
    /// In the rule's `unit`.
    public var value: Double
    /// How well the rule is satisfied, from 0 (not at all) to 1 (fully). Ranking and rewards sum it.
    public var satisfaction: Double

    public init(value: Double, satisfaction: Double) {
        self.value = value
        self.satisfaction = satisfaction
    }
}
