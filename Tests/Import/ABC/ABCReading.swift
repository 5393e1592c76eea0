import MuseImport
import MuseMusic
import MuseProtocols
import Testing

/// Ticks per quarter.
let quarter = 10_080

func read(_ text: String) -> Imported { ABCImporter().read(Array(text.utf8), name: "t.abc") }

/// Reads a tune with the music `body` and a plain header: L:1/4, and 4/4 in C by default.
func tune(_ body: String, meter: String = "4/4", key: String = "C", fields: String = "") -> Imported.Tune {
    let tunes = read("X:1\nT:t\nM:\(meter)\nL:1/4\n\(fields)K:\(key)\n\(body)\n").tunes
    return tunes.first ?? Imported.Tune(score: Score())
}

extension Imported.Tune {
    var notes: [Note] { score.parts.first?.notes ?? [] }
    var midi: [Int] { notes.map(\.pitch.midi) }
    /// In quarters.
    var durations: [Double] { notes.map { Double($0.duration) / Double(quarter) } }
    var onsets: [Double] { notes.map { Double($0.onset) / Double(quarter) } }
    /// `line:column severity`
    var places: [String] {
        diagnostics.map { "\($0.mark?.line ?? 0):\($0.mark?.column ?? 0) \($0.severity.rawValue)" }
    }
}
