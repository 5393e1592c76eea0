import MuseProtocols
public import MuseRecipe
import MuseStorage

extension Muse {
    /// Writes `report.html` of a sweep to the folder that contains those of its variants.
    ///
    /// - Parameter results: a recipe of the sweep and its result, in order; at least two.
    /// - Returns: the report's path; nil for fewer than two results, and on other ranks than 0.
    /// - Throws: `FileError`.
    public func writeSweepReport(_ results: [(recipe: Recipe, result: RunResult)]) throws -> String? {
        guard communicator.isFirst, let first = results.first, results.count > 1 else { return nil }
        let variants = results.map { SweepReport.Variant($0.recipe, $0.result) }
        let path = parentFolder(of: first.result.folder) + RunReport.fileName
        let html = SweepReport(title: first.recipe.title ?? first.recipe.name, variants).page.html
        try AtomicFile.write(Array(html.utf8), to: path)
        return path
    }
}

/// The results of a sweep as charts: one for each measure.
struct SweepReport {
    struct Variant {
        /// The values of the swept keys.
        let point: [SweepValue]
        /// Measures by name, in order; nil where a variant has no such measure.
        let measures: [(name: String, value: Double?)]

        init(_ recipe: Recipe, _ result: RunResult) {
            let rules = recipe.rules.indices.map { r -> (String, Double?) in
                let values = result.tunes.map { $0.rules[r].measurement.satisfaction }
                return (
                    recipe.rules[r].type, values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
                )
            }
            // They are infinite if the model excludes a held-out token, which no axis can show.
            let bits = result.model.bitsPerNote.flatMap { $0.isFinite ? $0 : nil }
            point = recipe.point
            measures = [("bits per note", bits)] + rules
        }
    }

    private let title: String
    private let variants: [Variant]

    init(title: String, _ variants: [Variant]) {
        self.title = title
        self.variants = variants
    }

    var page: ReportPage {
        let keys = variants[0].point.map(\.key)
        let names = variants[0].measures.map(\.name).filter { name in variants.contains { value($0, name) != nil } }
        let table = ChartTable(
            keys + names,
            variants.map { variant in
                variant.point.map(\.value)
                    + names.map { value(variant, $0).map { ChartNumber.text($0, decimals: 3) } ?? "–" }
            })
        return ReportPage(
            title: "\(title): sweep",
            facts: [("variants", "\(variants.count)"), ("swept", keys.joined(separator: ", "))],
            sections: [
                ReportSection(
                    heading: "Measures",
                    text: [
                        "Bits per note are measured on held-out tunes: lower is better. Rules are the mean satisfaction of "
                            + "the variant's tunes, 0 to 1."
                    ], charts: names.map(chart)), ReportSection(heading: "All values", tables: [table]),
            ])
    }

    private func value(_ variant: Variant, _ name: String) -> Double? {
        variant.measures.first { $0.name == name }?.value
    }

    /// A line over numbers, bars over other values, and a heat map for more than one key.
    private func chart(_ name: String) -> any Chart {
        let isRule = name != "bits per note"
        let unit = isRule ? "mean satisfaction, 0 to 1" : "bits"
        let points = variants.compactMap { variant in value(variant, name).map { (variant.point, $0) } }
        let best = points.max { isRule ? $0.1 < $1.1 : $0.1 > $1.1 }
        let summary =
            "The best value, \(ChartNumber.short(best?.1 ?? 0)), is at "
            + (best?.0 ?? []).map { "\($0.key) = \($0.value)" }.joined(separator: ", ") + "."
        let axes = variants[0].point.map(\.key)
        guard axes.count > 1 else {
            let numbers = points.compactMap { point, value in Double(point[0].value).map { (x: $0, y: value) } }
            if numbers.count == points.count, numbers.count > 1 {
                // The values of the recipe may be in any order.
                let line = numbers.sorted { $0.x < $1.x }
                var chart = LineChart(name, summary, x: axes[0], y: unit, [.init(name, line)])
                chart.includedValues = isRule ? [0, 1] : []
                chart.pointName = axes[0]
                return chart
            }
            return BarChart(
                name, summary, x: axes[0], y: unit, categories: points.map { $0.0[0].value }, [(name, points.map(\.1))])
        }
        func rowName(_ point: [SweepValue]) -> String { point.dropLast().map(\.value).joined(separator: ", ") }
        let rows = unique(variants.map { rowName($0.point) })
        let columns = unique(variants.compactMap { $0.point.last?.value })
        let values = rows.map { row in
            columns.map { column in points.first { rowName($0.0) == row && $0.0.last?.value == column }?.1 }
        }
        return HeatMap(
            name, summary, rows: (axes.dropLast().joined(separator: ", "), rows),
            columns: (axes[axes.count - 1], columns),
            values: values, of: unit, range: isRule ? 0...1 : nil)
    }

    private func unique(_ names: [String]) -> [String] {
        names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
