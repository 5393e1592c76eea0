import MuseMusic
package import MuseProtocols
import MuseStorage

/// Reads the labels of a recording in MusicNet: a table in CSV with a row for each note.
///
/// The columns: `start_time` and `end_time` in samples of the recording at 44 100 Hz, `instrument`, a General MIDI
/// program from 1, `note`, a MIDI note number, `start_beat` in quarters from the start of the piece, and `end_beat`,
/// which despite its name is the note's length in quarters. `note_value` is a name for that length and is not read.
///
/// The notes get their places in the score, the tempos are those of the recording (`AlignedTempos`). There is a part
/// for each instrument, so both violins of a quartet are in one. The labels state neither meter, key nor velocities;
/// the score is a performance (`Score.performance`), whose meter and key are estimated when it is notated.
///
/// Source: Thickstun, Harchaoui and Kakade, "Learning features of music from scratch", ICLR 2017.
package struct MusicNetImporter: Importer {
    package static let schema = Schema(
        "musicnet", "reads the note labels of MusicNet, CSV; used by `layout: musicnet`",
        source: "Thickstun, Harchaoui and Kakade 2017, ICLR")

    package init(_ settings: Settings) throws {}
    package init() {}

    /// None: `csv` is also the extension of other data sets.
    package var fileExtensions: [String] { [] }

    package func read(_ bytes: [UInt8], name: String) -> Imported {
        do throws(CSVReader.Mistake) {
            let labels = try MusicNetLabel.labels(bytes)
            if labels.isEmpty { throw CSVReader.Mistake("the table has no notes", at: 0) }
            return Imported(tunes: [Imported.Tune(score: Self.score(labels))])
        } catch {
            var places = SourcePlaces(bytes, of: SourceFile(name: name, bytes: bytes))
            // Without some of its notes, a piece is another piece.
            let mistake = Diagnostic(.error, error.message, at: places.mark(at: error.offset))
            return Imported(tunes: [Imported.Tune(score: Score(), diagnostics: [mistake])])
        }
    }

    private static func score(_ labels: [MusicNetLabel]) -> Score {
        var score = Score()
        score.performance = Performance()
        score.meters = [Timed(0, Meter(4, 4))]
        score.tempos = AlignedTempos.tempos(labels.map { (beat: $0.start, second: $0.second) })
        var speller = PitchSpeller([])
        let notes = labels.map { label in
            (
                program: label.program, onset: ticks(label.start), duration: max(1, ticks(label.length)),
                key: label.note
            )
        }.sorted { ($0.onset, $0.key, $0.duration) < ($1.onset, $1.key, $1.duration) }
        score.parts = Set(notes.map(\.program)).sorted().map { program in
            Part(
                name: GeneralMIDI.instruments[program], program: program,
                notes: notes.filter { $0.program == program }.map {
                    Note(onset: $0.onset, duration: $0.duration, pitch: speller.pitch(UInt8($0.key), at: $0.onset))
                })
        }
        score.barlines =
            BarlinesByMeter.barlines(score.meters, ticksPerQuarter: score.ticksPerQuarter, end: score.end) ?? []
        return score
    }

    private static func ticks(_ beats: Double) -> Int {
        Int((beats * Double(Score.notationTicksPerQuarter)).rounded())
    }
}

/// A row of the labels.
struct MusicNetLabel {
    /// The program from 0.
    let program: Int
    let note: Int
    /// In quarters.
    let start: Double
    let length: Double
    /// The time in the recording.
    let second: Double

    static let samplesPerSecond = 44_100.0

    static func labels(_ bytes: [UInt8]) throws(CSVReader.Mistake) -> [MusicNetLabel] {
        var table = try CSVTable(bytes, required: ["start_time", "instrument", "note", "start_beat", "end_beat"])
        var labels: [MusicNetLabel] = []
        while let row = try table.next() {
            // An hour of music has some 10 000 beats.
            labels.append(
                MusicNetLabel(
                    program: try number(row["instrument"], 1...128) - 1, note: try number(row["note"], 0...127),
                    start: try decimal(row["start_beat"], 0...100_000),
                    length: try decimal(row["end_beat"], 0...10_000),
                    second: try decimal(row["start_time"], 0...1e10) / samplesPerSecond))
        }
        return labels
    }

    private static func number(
        _ field: CSVReader.Field, _ range: ClosedRange<Int>
    ) throws(CSVReader.Mistake) -> Int {
        guard let value = Int(field.text), range.contains(value) else {
            throw CSVReader.Mistake(
                "expected a whole number from \(range.lowerBound) to \(range.upperBound), found '\(field.text.prefix(40))'",
                at: field.offset)
        }
        return value
    }

    private static func decimal(
        _ field: CSVReader.Field, _ range: ClosedRange<Double>
    ) throws(CSVReader.Mistake) -> Double {
        guard let value = Double(field.text), range.contains(value) else {
            let limits = "\(Int(range.lowerBound)) to \(Int(range.upperBound))"
            throw CSVReader.Mistake(
                "expected a number from \(limits), found '\(field.text.prefix(40))'", at: field.offset)
        }
        return value
    }
}
