import MuseProtocols
import MuseRecipe

/// What came of each variant of a sweep, side by side.
struct SweepTable {
    private var rows: [[String]] = []

    mutating func add(_ recipe: Recipe, _ learned: Learned, _ tunes: [GeneratedTune]) {
        if rows.isEmpty {
            rows.append(["variant", "bits per note", "tunes"] + recipe.rules.map(\.type))
        }
        let means = recipe.rules.indices.map { i in
            let values = tunes.map { $0.measurements[i].satisfaction }
            return values.isEmpty ? "-" : Self.number(values.reduce(0, +) / Double(values.count))
        }
        rows.append(
            [recipe.label, learned.record.bitsPerNote.map(Self.number) ?? "-", "\(tunes.count)"] + means)
    }

    /// Columns as wide as their widest value.
    var text: String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { c in rows.map { c < $0.count ? $0[c].count : 0 }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { $1 + String(repeating: " ", count: widths[$0] - $1.count) }
                .joined(separator: "  ")
        }.joined(separator: "\n")
    }

    private static func number(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }
}
