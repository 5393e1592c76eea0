import MuseEvaluation
import MuseStorage

/// An evaluation as a person or a program reads it.
struct EvaluationReport {
    let evaluation: Evaluation
    /// Of the evaluated tunes, as one would look for them.
    let names: [String]
    /// Of the reference tunes.
    let referenceNames: [String]
    /// Where a recipe was evaluated.
    var deliveries: [PlanAdherence] = []
    /// Of the model on held-out tunes.
    var bitsPerNote: Double?
    /// Of a model that has a space, by held-out tunes.
    var space: LatentSpaceStatistics?

    var text: String {
        [summary, asked, spaceTable, rules, features].filter { !$0.isEmpty }.map(\.text).joined(separator: "\n\n")
    }

    private var summary: TextTable {
        var table = TextTable()
        let validity = evaluation.validity
        table.add(["tunes", "\(evaluation.tuneCount), of \(evaluation.noteCount) notes"])
        table.add(["distinct", share(evaluation.distinctCount, evaluation.tuneCount)])
        table.add(["bars right", share(validity.rightBars, validity.bars)])
        table.add(["tunes right", share(validity.rightTunes, validity.tunes)])
        if let bitsPerNote { table.add(["bits per note", "\(TextTable.number(bitsPerNote)) on held-out tunes"]) }
        if let novelty = evaluation.novelty {
            var words = "longest run shared with a reference tune: median \(TextTable.number(novelty.median)) notes"
            if let tune = novelty.tune, let nearest = novelty.nearest {
                words += "; most \(novelty.longest), '\(names[tune])' with '\(referenceNames[nearest])'"
            }
            table.add(["novelty", words])
        }
        return table
    }

    private var asked: TextTable {
        var table = TextTable()
        if deliveries.isEmpty { return table }
        table.add(["asked", "", "delivered"])
        for delivery in deliveries {
            table.add([delivery.what, delivery.asked, share(delivery.delivered, delivery.count)])
        }
        return table
    }

    private var spaceTable: TextTable {
        var table = TextTable()
        guard let space else { return table }
        func percent(_ share: Double?) -> String { share.map { "\(TextTable.number(100 * $0)) %" } ?? "-" }
        table.add(["space", "of \(space.tunes) held-out tunes"])
        table.add(["teacher-forced", "\(percent(space.teacherForced)) of tokens, given those before"])
        table.add(["sampled", "\(percent(space.sampled)) of tokens, written alone from the tune's point"])
        table.add(["divergence", "\(TextTable.number(space.divergence)) nats a tune"])
        table.add(["active units", "\(space.activeUnits) of \(space.units)"])
        return table
    }

    private var rules: TextTable {
        var table = TextTable()
        table.add(["rule", "satisfaction", "value", "unit"])
        for rule in evaluation.rules {
            table.add([rule.type, TextTable.number(rule.satisfaction), TextTable.number(rule.value), rule.unit])
        }
        return table
    }

    private var features: TextTable {
        var table = TextTable()
        table.add(["feature", "tunes", "reference", "overlap", "divergence"])
        for feature in evaluation.features {
            func words(_ summary: FeatureComparison.Summary?) -> String {
                summary.map { "\(TextTable.number($0.mean)) ± \(TextTable.number($0.deviation))" } ?? "-"
            }
            table.add([
                feature.feature.rawValue, words(feature.summary), words(feature.referenceSummary),
                feature.overlap.map(TextTable.number) ?? "-", feature.divergence.map(TextTable.number) ?? "-",
            ])
        }
        return table
    }

    private func share(_ part: Int, _ whole: Int) -> String {
        "\(part) of \(whole)" + (whole > 0 ? ", \(TextTable.number(100 * Double(part) / Double(whole))) %" : "")
    }

    var json: JSON {
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
