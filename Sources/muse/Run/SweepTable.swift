import MuseProtocols
import MuseRecipe
import MuseStorage

/// What came of each variant of a sweep, side by side.
struct SweepTable {
    private var table = TextTable()

    var text: String { table.text }

    mutating func add(_ recipe: Recipe, _ learned: Learned, _ tunes: [GeneratedTune]) {
        if table.isEmpty { table.add(["variant", "bits per note", "tunes"] + recipe.rules.map(\.type)) }
        let means = recipe.rules.indices.map { i in
            let values = tunes.map { $0.measurements[i].satisfaction }
            return values.isEmpty ? "-" : TextTable.number(values.reduce(0, +) / Double(values.count))
        }
        table.add(
            [recipe.label, learned.record.bitsPerNote.map(TextTable.number) ?? "-", "\(tunes.count)"] + means)
    }
}
