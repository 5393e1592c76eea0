import MuseImport
import MuseMusic
import MuseProtocols
import Testing

/// Clefs, octaves, transposition and the keys of the pipes: sounding pitches as abc2midi plays them.
@Suite struct ABCStaff {
    @Test(arguments: [
        ("clef=treble-8", 48, Clef(.g, line: 2, octaveShift: -1)), ("treble-8", 48, Clef(.g, line: 2, octaveShift: -1)),
        ("treble+8", 72, Clef(.g, line: 2, octaveShift: 1)), ("clef=treble-15", 36, Clef(.g, line: 2, octaveShift: -2)),
        ("clef=bass", 60, .bass), ("bass,,", 60, .bass), ("clef=bass-8", 48, Clef(.f, line: 4, octaveShift: -1)),
        ("alto", 60, .alto), ("clef=C4", 60, .tenor), ("bass3", 60, Clef(.f, line: 3)),
        ("-8", 48, Clef(.g, line: 2, octaveShift: -1)),
        // abcm2ps only prints these figures.
        ("clef=treble_8", 60, .treble), ("treble^8", 60, .treble),
    ])
    func clefsSoundInTheirOctave(property: String, midi: Int, clef: Clef) {
        let inVoice = tune("V:1\nC4|", fields: "V:1 \(property)\n")
        #expect(inVoice.midi == [midi])
        #expect(inVoice.score.parts[0].clefs == [Timed(0, clef)])
        #expect(inVoice.diagnostics.isEmpty)
        let inKey = tune("C4|", key: "C \(property)")
        #expect(inKey.midi == [midi])
        #expect(inKey.score.parts[0].clefs == [Timed(0, clef)])
        #expect(inKey.diagnostics.isEmpty)
    }

    @Test func octavesAndTranspositionsAddUp() {
        #expect(tune("C4|", key: "C clef=treble-8 transpose=-2").midi == [46])
        #expect(tune("V:1\nC4|", fields: "V:1 octave=-1\n").midi == [48])
        #expect(tune("V:1\nC4|", fields: "V:1 t=-2\n").midi == [58])
        #expect(tune("V:B\nz2 f2|", fields: "V:B middle=d clef=bass transpose=-24\n").midi == [53])
        // The signature and the accidentals are those of the written notes.
        #expect(tune("F G ^G2-|G4|", key: "D transpose=-2").midi == [64, 65, 66, 66])
        #expect(tune("C4|", key: "C transpose=99").places == ["5:3 warning"])
    }

    @Test func keysAreThoseOfConcertPitch() {
        let read = tune(
            "V:1\nD2F2|[K:A]c4|\nV:2\n[K:C]C4|[K:G]B4|", key: "D", fields: "V:1 transpose=-2\nV:2\n")
        #expect(read.score.keys.map(\.value) == [.cMajor, Key(PitchClass(step: 4), .major)])
        #expect(read.score.parts.map { $0.notes.map(\.pitch.midi) } == [[60, 64, 71], [60, 71]])
        #expect(read.score.parts.map(\.transposition) == [-2, 0])
        #expect(tune("C4|", key: "HP transpose=-12").score.keys[0].value.pipes == .unsigned)
    }

    @Test func aTranspositionMayChangeWithinTheTune() {
        let read = tune("C2[K:transpose=-2]C2|[K:transpose=0]C4|")
        #expect(read.midi == [60, 58, 60])
        #expect(read.score.parts[0].transpositions.map { $0.onset / quarter } == [2, 4])
        #expect(read.score.parts[0].transpositions.map(\.value.semitones) == [-2, 0])
        #expect(read.score.parts[0].atWrittenPitch().notes.map(\.pitch.midi) == [60, 60, 60])
    }

    @Test func aClefMayChangeWithinTheTune() {
        let read = tune("C2[K:treble-8]C2|C4|")
        #expect(read.midi == [60, 48, 48])
        #expect(read.score.parts[0].clefs.map { $0.onset / quarter } == [2])
    }

    @Test(arguments: [("HP", Key.HighlandPipes.unsigned), ("Hp", .signed)])
    func highlandPipesSoundFSharpAndCSharp(name: String, pipes: Key.HighlandPipes) {
        let read = tune("ABcdefga", key: name)
        #expect(read.midi == [69, 71, 73, 74, 76, 78, 79, 81])
        #expect(read.score.keys[0].value.pipes == pipes)
    }

    @Test func microtonesKeepTheirFraction() {
        let pitches = tune("^/C _/E _3/2B ^3/4F|_/E E").notes.map(\.pitch)
        #expect(pitches.map(\.alter) == [0, 0, -1, 0, 0, 0])
        #expect(pitches.map(\.cents) == [50, -50, -50, 75, -50, -50])
    }

    @Test func shortNamesAreRead() {
        #expect(tune("V:1\nC4|", fields: "V:1 nm=\"Flute\" snm=\"Fl.\"\n").score.parts[0].shortName == "Fl.")
    }
}
