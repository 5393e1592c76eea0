import MuseExport
import MuseMusic
import Testing

/// Returns the ABC of a score, without the version line.
func abc(_ score: Score, by exporter: ABCExporter = ABCExporter()) throws -> String {
    let bytes = try exporter.write([score], provenance: nil)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.hasPrefix("%abc-2.1\nX:"))
    return String(text.dropFirst("%abc-2.1\n".count))
}

/// Returns the music of a score's first part, with an eighth as the unit note length.
///
/// `L:` is the most frequent length, which an added second part of eighths makes an eighth.
func body(_ score: Score, by exporter: ABCExporter = ABCExporter()) throws -> String {
    var score = score
    let eighths = (0..<100).map {
        Note(onset: $0 * Tune.eighth, duration: Tune.eighth, pitch: Pitch(step: 0, octave: 4))
    }
    score.parts.append(Part(notes: eighths))
    let text = try abc(score, by: exporter)
    let start = try #require(text.range(of: "\nV:1\n", after: "\nK:"))
    let end = try #require(text.range(of: "\nV:2\n", after: "\nK:"))
    return String(text[start.upperBound...end.lowerBound])
}

extension String {
    /// Returns the range of the first `text` after the first `mark`.
    fileprivate func range(of text: String, after mark: String) -> Range<Index>? {
        guard let from = firstRange(of: mark) else { return nil }
        return self[from.upperBound...].firstRange(of: text)
    }
}

/// A score under construction, of notes that follow each other.
struct Tune {
    static let eighth = Score.notationTicksPerQuarter / 2

    var score = Score()
    var cursor = 0

    init(_ meter: Meter? = Meter(6, 8), key: Key = .cMajor) {
        if let meter { score.meters = [Timed(0, meter)] }
        score.keys = [Timed(0, key)]
        score.parts = [Part()]
    }

    /// Appends notes such as `C4 F#5`, each `eighths` long.
    mutating func notes(_ names: String, _ eighths: Double = 1, _ edit: (inout Note) -> Void = { _ in }) {
        for name in names.split(separator: " ") {
            var note = Note(onset: cursor, duration: Int(eighths * Double(Self.eighth)), pitch: pitch(name))
            edit(&note)
            score.parts[0].notes.append(note)
            cursor += note.duration
        }
    }

    mutating func rest(_ eighths: Double, isVisible: Bool = true) {
        let rest = Rest(onset: cursor, duration: Int(eighths * Double(Self.eighth)), isVisible: isVisible)
        score.parts[0].rests.append(rest)
        cursor += rest.duration
    }

    mutating func bar(
        _ style: Barline.Style = .single, ends: Bool = false, starts: Bool = false, endings: [Int] = []
    ) {
        score.barlines.append(
            Barline(onset: cursor, style: style, endsRepeat: ends, startsRepeat: starts, endings: endings))
    }
}

func pitch(_ name: some StringProtocol) -> Pitch {
    let letters = PitchClass(name.prefix { !$0.isNumber && $0 != "-" }) ?? PitchClass(step: 0)
    let octave = Int(name.drop { !$0.isNumber && $0 != "-" }) ?? 4
    return Pitch(step: Int(letters.step), alter: Int(letters.alter), octave: octave)
}
