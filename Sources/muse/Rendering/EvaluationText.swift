import MuseEvaluation
import MuseKit

extension EvaluationReport {
    /// As a person reads it.
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
}
