package import MuseEvaluation
import MuseProtocols
public import MuseStorage

/// What can be said of a set of tunes, alone and beside reference tunes.
public struct EvaluationReport: Sendable {
    package let evaluation: Evaluation
    /// Of the evaluated tunes, as one would look for them.
    package let names: [String]
    package let referenceNames: [String]
    /// What the recipe asks for, and how many tunes have it; empty where no recipe was evaluated.
    package var deliveries: [PlanAdherence] = []
    /// Of the model on held-out tunes.
    package var bitsPerNote: Double?
    /// Of the model's latent space, measured on held-out tunes; nil for a model without one.
    package var space: LatentSpaceStatistics?

    init(_ tunes: [NamedTune], rules: [(String, any Rule)], reference: [NamedTune]) throws {
        evaluation = try Evaluation(
            tunes.map(\.score), rules: rules.map { (type: $0.0, rule: $0.1) }, reference: reference.map(\.score))
        names = tunes.map(\.name)
        referenceNames = reference.map(\.name)
    }

    /// What was asked for and not delivered by every tune: `key (4 of 5)`.
    public var breaches: [String] {
        deliveries.filter { !$0.isKept }.map { "\($0.what) (\($0.delivered) of \($0.count))" }
    }

    /// All figures, under the names that `muse evaluate --json` prints.
    public var json: JSON {
        let validity = evaluation.validity
        var members: [String: JSON] = [
            "tunes": .int(evaluation.tuneCount), "notes": .int(evaluation.noteCount),
            "distinct": .int(evaluation.distinctCount), "bars": .int(validity.bars),
            "right_bars": .int(validity.rightBars), "right_tunes": .int(validity.rightTunes),
        ]
        if let bitsPerNote { members["bits_per_note"] = .double(bitsPerNote) }
        if let space {
            members["space"] = .object([
                "tunes": .int(space.tunes), "teacher_forced": space.teacherForced.map { .double($0) } ?? .null,
                "sampled": space.sampled.map { .double($0) } ?? .null, "kl_nats": .double(space.divergence),
                "active_units": .int(space.activeUnits), "units": .int(space.units),
            ])
        }
        if let novelty = evaluation.novelty {
            members["novelty"] = .object([
                "median": .double(novelty.median), "longest": .int(novelty.longest),
                "tune": novelty.tune.map { .string(names[$0]) } ?? .null,
                "nearest": novelty.nearest.map { .string(referenceNames[$0]) } ?? .null,
            ])
        }
        members["rules"] = .object(
            Dictionary(
                evaluation.rules.map {
                    (
                        $0.type,
                        .object([
                            "value": .double($0.value), "satisfaction": .double($0.satisfaction),
                            "unit": .string($0.unit),
                        ])
                    )
                }, uniquingKeysWith: { first, _ in first }))
        members["features"] = .object(
            Dictionary(uniqueKeysWithValues: evaluation.features.map { ($0.feature.rawValue, json(of: $0)) }))
        if !deliveries.isEmpty {
            members["asked"] = .object(
                Dictionary(
                    uniqueKeysWithValues: deliveries.map {
                        (
                            $0.what,
                            .object([
                                "asked": .string($0.asked), "delivered": .int($0.delivered), "tunes": .int($0.count),
                            ])
                        )
                    }))
        }
        return .object(members)
    }

    private func json(of feature: FeatureComparison) -> JSON {
        var members: [String: JSON] = [:]
        func add(_ name: String, _ value: Double?) { if let value, value.isFinite { members[name] = .double(value) } }
        add("mean", feature.summary?.mean)
        add("deviation", feature.summary?.deviation)
        add("reference_mean", feature.referenceSummary?.mean)
        add("reference_deviation", feature.referenceSummary?.deviation)
        add("overlap", feature.overlap)
        add("divergence", feature.divergence)
        return .object(members)
    }
}
