import MuseExport
import MuseProtocols
import Testing

/// The ABC of a score, without the version line above it.
func abc(_ score: Score) throws -> String {
    let bytes = try ABCExporter().write([score], provenance: nil)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.hasPrefix("%abc-2.1\n\nX:"))
    return String(text.dropFirst("%abc-2.1\n\n".count))
}

/// The lines below `K:`.
func body(_ score: Score) throws -> String {
    let lines = try abc(score).split(separator: "\n", omittingEmptySubsequences: false)
    guard let key = lines.firstIndex(where: { $0.hasPrefix("K:") }) else { return "" }
    return lines[(key + 1)...].joined(separator: "\n")
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

    /// Notes such as `C4 F#5`, each `eighths` long.
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

@Suite struct ABCExporterTests {
    @Test func aJigIsJoinedByDottedQuarters() throws {
        var tune = Tune(key: Key(PitchClass(step: 1), .mixolydian))
        tune.score.header.titles = ["The Test"]
        tune.score.header.rhythm = "jig"
        tune.bar(starts: true)
        tune.notes("D4 E4 F#4 G4 A4 B4")
        tune.bar()
        tune.notes("C5 D5", 3)
        tune.bar(ends: true)
        #expect(
            try abc(tune.score) == """
                X:1
                T:The Test
                R:jig
                M:6/8
                L:1/8
                K:Dmix
                |: DEF GAB | c3 d3 :|

                """)
    }
}
