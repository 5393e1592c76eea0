import MuseExport
import MuseImport
import MuseMusic
import MuseProtocols
import Testing

/// Clefs, transposition, the keys of the pipes, microtones and bar lines in canonical form.
@Suite struct ABCStaffTests {
    @Test func clefsAndTranspositionAreInTheHeader() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("C3 D3", 2)
        tune.bar()
        tune.score.parts[0].clefs = [Timed(0, Clef(.g, line: 2, octaveShift: -1))]
        tune.score.parts[0].transposition = -2
        #expect(try abc(tune.score).hasSuffix("K:D clef=treble-8 transpose=-2\nD E |\n"))
        tune.score.parts[0].name = "Tenor"
        tune.score.parts[0].shortName = "T."
        #expect(
            try abc(tune.score).contains("V:1 name=\"Tenor\" snm=\"T.\" clef=treble-8 transpose=-2\nK:D\nV:1\nD E |"))
    }

    /// A clarinet reads its own key, next to an instrument at concert pitch.
    @Test func eachPartIsWrittenInItsOwnKey() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("C4 E4", 2)
        tune.bar()
        tune.notes("B4 F#4", 2)
        tune.bar()
        tune.score.keys.append(Timed(4 * Tune.eighth, Key(PitchClass(step: 4), .major)))
        tune.score.parts.append(tune.score.parts[0])
        tune.score.parts[0].transposition = -2
        let text = try abc(tune.score)
        #expect(text.hasSuffix("K:D\nV:1\nD F | [K:A] c G |\nV:2\n[K:C] C E | [K:G] B F |\n"))
        let read = ABCImporter().read(Array(text.utf8), name: "t.abc").tunes[0].score
        #expect(read.keys == tune.score.keys)
        #expect(read.parts.map(\.transposition) == [-2, 0])
        #expect(read.parts.map { $0.notes.map(\.pitch) } == tune.score.parts.map { $0.notes.map(\.pitch) })
    }

    @Test func aChangeOfClefIsWrittenWhereItStands() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("C4 C3 D4 C3", 2)
        tune.score.parts[0].clefs = [Timed(4 * Tune.eighth, Clef(.f, line: 4, octaveShift: -1))]
        tune.score.barlines = [Barline(onset: 4 * Tune.eighth)]
        #expect(try abc(tune.score).hasSuffix("\nC C, | [K:clef=bass-8] d C\n"))
    }

    @Test func pipesKeepTheirKey() throws {
        var tune = Tune(Meter(2, 4), key: .pipes(.unsigned))
        tune.notes("C#5 F#5", 2)
        #expect(try abc(tune.score).hasSuffix("K:HP\nc f\n"))
        tune.score.keys[0].value = .pipes(.signed)
        #expect(try abc(tune.score).hasSuffix("K:Hp\nc f\n"))
        #expect(try abc(tune.score.transposed(Transposition(semitones: 2))).hasSuffix("K:Bmix\nd g\n"))
    }

    @Test func microtonesAreFractions() throws {
        var tune = Tune(Meter(2, 4))
        for (name, cents) in [("C4", 50), ("C4", 50), ("Bb4", -50), ("F4", 75)] {
            tune.notes(name) { $0.pitch.cents = Int8(cents) }
        }
        #expect(try body(tune.score) == "^/CC _3/2B^3/4F\n")
    }

    @Test func barLinesHaveCountsAndDecorations() throws {
        var tune = Tune(Meter(2, 4))
        tune.bar(starts: true)
        tune.notes("C4", 4)
        tune.score.barlines.append(
            Barline(onset: tune.cursor, endsRepeat: true, startsRepeat: true, playCount: 3, decorations: ["fine"]))
        tune.notes("C4", 4)
        tune.bar(ends: true)
        #expect(try body(tune.score) == "|:: C4 !fine!::|\n|: C4 :|\n")
    }
}
