import MuseEvaluation
import MuseKit

extension EvaluationReport {
    /// The report as tables.
    var text: String {
        [summary, demands, latentSpace, harmonisation, rules, features].filter { !$0.isEmpty }.map(\.text).joined(
            separator: "\n\n")
    }

    private var summary: TextTable {
        var table = TextTable()
        let validity = evaluation.validity
        table.add(["tunes", "\(evaluation.tuneCount), of \(evaluation.noteCount) notes"])
        table.add(["distinct", share(evaluation.distinctCount, evaluation.tuneCount)])
        table.add(["valid bars", share(validity.validBars, validity.bars)])
        table.add(["valid tunes", share(validity.validTunes, validity.tunes)])
        if let bitsPerNote { table.add(["bits per note", "\(TextTable.number(bitsPerNote)) on held-out tunes"]) }
        if let novelty = evaluation.novelty {
            var words = "longest run shared with a reference tune: median \(TextTable.number(novelty.median)) notes"
            if let tune = novelty.tune, let nearest = novelty.nearest {
                words += "; maximum \(novelty.longest), '\(names[tune])' and '\(referenceNames[nearest])'"
            }
            table.add(["novelty", words])
        }
        return table
    }

    private var demands: TextTable {
        var table = TextTable()
        if adherence.isEmpty { return table }
        table.add(["demand", "", "met"])
        for demand in adherence {
            table.add([demand.name, demand.required, share(demand.metCount, demand.count)])
        }
        return table
    }

    private var latentSpace: TextTable {
        var table = TextTable()
        guard let space else { return table }
        func percent(_ share: Double?) -> String { share.map { "\(TextTable.number(100 * $0)) %" } ?? "-" }
        table.add(["latent space", "on \(space.tunes) held-out tunes"])
        table.add(["teacher-forced", "\(percent(space.teacherForced)) of tokens, given the tune's earlier tokens"])
        table.add(["sampled", "\(percent(space.sampled)) of tokens, decoded greedily from the tune's latent point"])
        if let (forced, sampled) = space.atTemperature1 {
            table.add([
                "at temperature 1",
                "\(percent(forced)) teacher-forced, \(percent(sampled)) sampled, of all tokens, without the grammar",
            ])
        }
        table.add(["KL divergence", "\(TextTable.number(space.divergence)) nats a tune"])
        if space.parts.count > 1 {
            for part in space.parts { table.add(["  \(part.name)", "\(TextTable.number(part.bits)) bits"]) }
        }
        table.add(["active units", "\(space.activeUnits) of \(space.units)"])
        return table
    }

    private var harmonisation: TextTable {
        var table = TextTable()
        guard let harmony else { return table }
        func row(_ name: String, _ accuracy: HarmonyAccuracy) {
            table.add(
                [name]
                    + [accuracy.rootShare, accuracy.triadShare, accuracy.chordShare].map {
                        "\(TextTable.number(100 * $0)) %"
                    })
        }
        table.add(["chords of \(harmony.tunes) held-out tunes, a beat", "root", "and triad", "and seventh"])
        row("this model", harmony.model)
        row("most frequent chord of the scale degree", harmony.baseline)
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

    private func share(_ part: Int, _ total: Int) -> String {
        "\(part) of \(total)" + (total > 0 ? ", \(TextTable.number(100 * Double(part) / Double(total))) %" : "")
    }
}
