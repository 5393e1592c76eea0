import MuseKit
import MuseRecipe

/// The results of a sweep, one row per variant.
struct SweepTable {
    private var table = TextTable()

    var text: String { table.text }

    mutating func add(_ recipe: Recipe, _ result: RunResult) {
        if table.isEmpty { table.add(["variant", "bits per note", "tunes"] + recipe.rules.map(\.type)) }
        let means = recipe.rules.indices.map { i in
            let values = result.tunes.map { $0.rules[i].measurement.satisfaction }
            return values.isEmpty ? "-" : TextTable.number(values.reduce(0, +) / Double(values.count))
        }
        table.add(
            [recipe.label, result.model.bitsPerNote.map(TextTable.number) ?? "-", "\(result.tunes.count)"] + means)
    }
}
