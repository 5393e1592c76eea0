package import MuseMusic
package import MuseProtocols

/// The evaluation of a set of tunes, alone and against a reference set.
package struct Evaluation: Sendable {
    package struct RuleResult: Equatable, Sendable {
        package var type: String
        package var unit: String
        /// Mean over the tunes.
        package var value: Double
        package var satisfaction: Double
        /// The satisfaction of each tune.
        package var satisfactions: [Double]
    }

    package struct NoveltyResult: Equatable, Sendable {
        /// Median of the longest runs that the tunes share with the reference, in notes.
        package var median: Double
        package var longest: Int
        /// The index of the tune with the longest run, and of the reference tune that contains it; nil if no run is
        /// shared.
        package var tune: Int?
        package var nearest: Int?
        /// The length of each tune's longest shared run, in notes.
        package var runs: [Int]
    }

    package let tuneCount: Int
    package let noteCount: Int
    package let validity: Validity
    /// The number of distinct melodies, regardless of key.
    package let distinctCount: Int
    package let rules: [RuleResult]
    /// nil without a reference.
    package let novelty: NoveltyResult?
    package let features: [FeatureComparison]

    /// The maximum number of tunes of each set to compare; the time grows with its square.
    private static let maximumCompared = 150

    /// - Parameters:
    ///   - rules: the rules, with the names under which to report them.
    ///   - reference: may be empty.
    package init(_ tunes: [Score], rules: [(type: String, rule: any Rule)], reference: [Score]) throws {
        tuneCount = tunes.count
        validity = Validity(tunes)
        let melodies = try concurrentMap(tunes) { tune in
            let melody = tune.melody
            return (count: melody.tones.count, steps: melody.steps(ticksPerQuarter: tune.ticksPerQuarter))
        }
        noteCount = melodies.reduce(0) { $0 + $1.count }
        distinctCount = Set(melodies.map(\.steps)).count
        self.rules = try concurrentMap(rules) { type, rule in
            let measured = try rule.comparing(to: reference).measure(sample: tunes)
            let count = Double(max(1, measured.count))
            return RuleResult(
                type: type, unit: rule.unit, value: measured.reduce(0) { $0 + $1.value } / count,
                satisfaction: measured.reduce(0) { $0 + $1.satisfaction } / count,
                satisfactions: measured.map(\.satisfaction))
        }
        novelty = try reference.isEmpty ? nil : Self.novelty(tunes, SharedRuns(reference))
        let sampled = tunes.thinned(to: Self.maximumCompared)
        let sampledReference = reference.thinned(to: Self.maximumCompared)
        let (lines, referenceLines) = (
            try concurrentMap(sampled, NoteSequence.init), try concurrentMap(sampledReference, NoteSequence.init)
        )
        features = try concurrentMap(Feature.allCases) { FeatureComparison($0, lines, reference: referenceLines) }
    }

    private static func novelty(_ tunes: [Score], _ known: SharedRuns) throws -> NoveltyResult? {
        let runs = try concurrentMap(tunes) { known.longest(in: $0) }
        let sorted = runs.map { Double($0.notes) }.sorted()
        guard !sorted.isEmpty else { return nil }
        let median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
        let longest = runs.indices.max { (runs[$0].notes, $1) < (runs[$1].notes, $0) } ?? 0
        let nearest = runs[longest].tune
        return NoveltyResult(
            median: median, longest: runs[longest].notes, tune: nearest == nil ? nil : longest, nearest: nearest,
            runs: runs.map(\.notes))
    }
}

extension Array {
    /// Returns at most `limit` evenly spaced elements.
    package func thinned(to limit: Int) -> [Element] {
        guard count > limit else { return self }
        return (0..<limit).map { self[$0 * count / limit] }
    }
}
