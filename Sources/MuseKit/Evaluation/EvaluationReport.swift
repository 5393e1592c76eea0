package import MuseEvaluation
import MuseProtocols
public import MuseStorage

/// The evaluation of a set of tunes, alone and against reference tunes.
public struct EvaluationReport: Sendable {
    package let evaluation: Evaluation
    let tunes: [NamedTune]
    let reference: [NamedTune]
    /// The names of the evaluated tunes.
    package var names: [String] { tunes.map(\.name) }
    package var referenceNames: [String] { reference.map(\.name) }
    /// How many tunes meet each demand of the recipe; empty if no recipe was evaluated.
    package var adherence: [PlanAdherence] = []
    /// The model's bits per note on held-out tunes; nil if unknown or if no recipe was evaluated.
    package var bitsPerNote: Double?
    /// Statistics of the model's latent space, measured on held-out tunes; nil if it has none.
    package var space: LatentSpaceStatistics?
    /// The accuracy of the model's chords on held-out tunes; nil if it does not harmonise or if they have no chords.
    package var harmony: HeldOutHarmony?

    init(_ tunes: [NamedTune], rules: [(String, any Rule)], reference: [NamedTune]) throws {
        evaluation = try Evaluation(
            tunes.map(\.score), rules: rules.map { (type: $0.0, rule: $0.1) }, reference: reference.map(\.score))
        self.tunes = tunes
        self.reference = reference
    }

    /// The demands of the recipe that not every tune meets: `key (4 of 5)`.
    public var unmetDemands: [String] {
        adherence.filter { !$0.isMet }.map { "\($0.name) (\($0.metCount) of \($0.count))" }
    }

    /// All results as JSON, as `muse evaluate --json` prints them.
    public var json: JSON {
        let validity = evaluation.validity
        var members: [String: JSON] = [
            "tunes": .int(evaluation.tuneCount), "notes": .int(evaluation.noteCount),
            "distinct": .int(evaluation.distinctCount), "bars": .int(validity.bars),
            "right_bars": .int(validity.validBars), "right_tunes": .int(validity.validTunes),
        ]
        if let bitsPerNote { members["bits_per_note"] = .double(bitsPerNote) }
        if let space {
            members["space"] = .object([
                "tunes": .int(space.tunes), "teacher_forced": space.teacherForced.map { .double($0) } ?? .null,
                "sampled": space.sampled.map { .double($0) } ?? .null,
                "teacher_forced_at_temperature_1": space.atTemperature1.map { .double($0.teacherForced) } ?? .null,
                "sampled_at_temperature_1": space.atTemperature1.map { .double($0.sampled) } ?? .null,
                "kl_nats": .double(space.divergence),
                "parts": .array(space.parts.map { .object(["part": .string($0.name), "kl_bits": .double($0.bits)]) }),
                "active_units": .int(space.activeUnits), "units": .int(space.units),
            ])
        }
        if let harmony {
            members["harmony"] = .object([
                "tunes": .int(harmony.tunes), "beats": .int(harmony.model.beats), "model": json(of: harmony.model),
                "most_frequent_chord_of_the_degree": json(of: harmony.baseline),
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
        if !adherence.isEmpty {
            members["asked"] = .object(
                Dictionary(
                    uniqueKeysWithValues: adherence.map {
                        (
                            $0.name,
                            .object([
                                "asked": .string($0.required), "delivered": .int($0.metCount), "tunes": .int($0.count),
                            ])
                        )
                    }))
        }
        return .object(members)
    }

    private func json(of accuracy: HarmonyAccuracy) -> JSON {
        .object([
            "root": .double(accuracy.rootShare), "root_and_triad": .double(accuracy.triadShare),
            "chord": .double(accuracy.chordShare),
        ])
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
