import MuseEvaluation
import MuseProtocols

extension EvaluationReport {
    /// The report as an HTML page with charts, as `muse evaluate --report` writes it.
    ///
    /// - Parameter title: what was evaluated.
    /// - Throws: `CancellationError`.
    public func html(title: String) throws -> String {
        let rules = evaluation.rules.map { ($0.type, $0.satisfactions) }
        let sections = try [
            RuleReport.section(rules, tunes: tunes.indices.map { "\($0 + 1)" }), comparison,
            FeatureSection(tunes.map(\.score), reference: reference.map(\.score), named: "reference").section(),
        ]
        return ReportPage(title: "\(title): evaluation", facts: facts, sections: sections.compactMap(\.self)).html
    }

    private var facts: [(name: String, value: String)] {
        let validity = evaluation.validity
        func share(_ part: Int, _ whole: Int) -> String {
            whole == 0 ? "–" : "\(ChartNumber.short(100 * Double(part) / Double(whole))) %"
        }
        var facts = [
            ("tunes", "\(evaluation.tuneCount)"), ("notes", "\(evaluation.noteCount)"),
            ("distinct tunes", share(evaluation.distinctCount, evaluation.tuneCount)),
            ("valid bars", share(validity.validBars, validity.bars)),
        ]
        if let bitsPerNote { facts.append(("bits per note, held out", ChartNumber.text(bitsPerNote, decimals: 3))) }
        if let novelty = evaluation.novelty {
            facts.append(
                ("longest run shared with a reference tune, median", "\(ChartNumber.short(novelty.median)) notes"))
        }
        return facts
    }

    /// The lengths of the runs that tunes share with the reference; empty if all are equal.
    private var novelty: [any Chart] {
        guard let novelty = evaluation.novelty else { return [] }
        return [
            BarChart(
                histogramOf: novelty.runs.map(Double.init), "Longest run shared with a reference tune",
                "Half of the tunes share at most \(ChartNumber.short(novelty.median)) notes in a row, the most are "
                    + "\(novelty.longest).", x: "notes", y: "tunes", isWhole: true)
        ].compactMap(\.self)
    }

    /// nil without a reference.
    private var comparison: ReportSection? {
        let compared = evaluation.features.filter { $0.overlap != nil }
        if compared.isEmpty { return nil }
        let overlaps = HeatMap(
            "Overlap with the reference",
            "The overlapping area of \(compared.count) features, 1 for equal distributions.",
            rows: ("feature", compared.map(\.feature.rawValue)), columns: ("", ["overlap"]),
            values: compared.map { [$0.overlap] }, of: "overlap", range: 0...1)
        let table = ChartTable(
            ["feature", "overlap", "divergence in nats"],
            compared.map { feature in
                [
                    feature.feature.rawValue, ChartNumber.text(feature.overlap ?? 0, decimals: 3),
                    feature.divergence.map { ChartNumber.text($0, decimals: 3) } ?? "–",
                ]
            })
        return ReportSection(
            heading: "Comparison with the reference",
            text: [
                "Overlap and divergence of the distances between tunes of this set and between tunes of both sets (Yang and "
                    + "Lerch 2020): for sets that are alike, the overlap is near 1 and the divergence near 0."
            ], charts: [overlaps] + novelty, tables: [table])
    }
}
