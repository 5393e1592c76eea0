import MuseExport
import MuseImport
import MuseMusic
import MuseProtocols
import Testing

/// Transposing instruments and clefs.
@Suite struct MusicXMLTransposingTests {
    /// A melody at concert pitch for an instrument that sounds `semitones` higher than it is written.
    private func tune(_ notes: String, key: String, semitones: Int) throws -> Score {
        var tune = Tune(Meter(4, 4), key: try #require(Key(key)))
        tune.notes(notes, 2)
        tune.bar(.final)
        tune.score.chordSymbols = [Timed(0, try #require(ChordSymbol("C7")))]
        tune.score.parts[0].transposition = semitones
        return tune.score
    }

    private func read(_ score: Score) throws -> Score {
        let bytes = try MusicXMLExporter().write([score], provenance: nil)
        let read = MusicXMLImporter().read(bytes, name: "t.musicxml")
        #expect(read.tunes.flatMap(\.diagnostics).isEmpty)
        return try #require(read.tunes.first).score
    }

    @Test func aClarinetIsWrittenAToneHigher() throws {
        // Concert C major is written in D major.
        let score = try tune("C4 E4 F4 Bb4", key: "C", semitones: -2)
        #expect(try texts("step", score) == ["D", "F", "G", "C"])
        #expect(try texts("alter", score) == ["1"])
        #expect(try texts("fifths", score) == ["2"])
        #expect(try texts("root-step", score) == ["D"])
        #expect(
            try elements("transpose", score) == [
                "<transpose><diatonic>-1</diatonic><chromatic>-2</chromatic></transpose>"
            ])
        let again = try read(score)
        #expect(again.parts[0].notes == score.parts[0].notes)
        #expect(again.parts[0].transpositions == score.parts[0].transpositions)
        #expect(again.keys == score.keys && again.chordSymbols == score.chordSymbols)
    }

    /// Diatonic steps, semitones and octaves of common instruments, from written to sounding pitch.
    @Test(arguments: [
        (-9, ["-5", "-9", ""]), (-14, ["-1", "-2", "-1"]), (-12, ["0", "0", "-1"]), (12, ["0", "0", "1"]),
        (3, ["2", "3", ""]), (-7, ["-4", "-7", ""]), (-21, ["-5", "-9", "-1"]),
    ])
    func intervalsHaveStepsSemitonesAndOctaves(semitones: Int, parts: [String]) throws {
        let score = try tune("C4 D4", key: "C", semitones: semitones)
        let names = ["diatonic", "chromatic", "octave-change"]
        #expect(try names.map { try texts($0, score).first ?? "" } == parts)
        let again = try read(score)
        #expect(again.parts[0].notes == score.parts[0].notes)
        #expect(again.parts[0].transpositions == score.parts[0].transpositions && again.keys == score.keys)
    }

    @Test func signaturesBeyondSevenSharpsAreRespelledForThePlayer() throws {
        // A clarinet would read concert F sharp major in G sharp major: it reads A flat.
        let score = try tune("F#4 A#4 C#5", key: "F#", semitones: -2)
        #expect(try texts("fifths", score) == ["-4"])
        #expect(try texts("step", score) == ["A", "C", "E"])
        let again = try read(score)
        #expect(again.parts[0].notes == score.parts[0].notes && again.keys == score.keys)
    }

    @Test func changesOfInstrumentAreWrittenWhereTheyHappen() throws {
        var score = try tune("C4 D4 E4 F4 C4 D4", key: "C", semitones: -2)
        score.keys.append(Timed(4 * 10_080, Key("G")!))
        score.parts[0].transpositions.append(Timed(4 * 10_080, Transposition(octavesAndSemitones: -9)))
        score.barlines.insert(Barline(onset: 4 * 10_080), at: 0)
        // To an alto saxophone in the second bar, where concert G is written as E.
        #expect(try texts("fifths", score) == ["2", "4"])
        #expect(try texts("step", score).suffix(2) == ["A", "B"])
        let again = try read(score)
        #expect(again.parts[0].notes == score.parts[0].notes && again.keys == score.keys)
        #expect(again.parts[0].transpositions == score.parts[0].transpositions)
    }

    @Test(arguments: [
        Clef.treble, .bass, .alto, .tenor, Clef(.g, line: 2, octaveShift: -1), Clef(.f, line: 3), Clef(.none, line: 3),
        .percussion,
    ])
    func clefsReturn(clef: Clef) throws {
        var score = try tune("C3 D3 E3 F3", key: "C", semitones: 0)
        score.parts[0].clefs = [Timed(0, clef), Timed(2 * 10_080, Clef(.c, line: 1))]
        #expect(try read(score).parts[0].clefs == score.parts[0].clefs)
        #expect(try read(score).parts[0].notes == score.parts[0].notes)
    }

    @Test func theUpperStaffKeepsItsClef() throws {
        var score = try tune("C4 D4", key: "C", semitones: 0)
        score.parts[0].notes.append(Note(onset: 0, duration: 20_160, pitch: pitch("C3"), voice: 1))
        score.parts[0].notes.sort { ($0.onset, $0.voice) < ($1.onset, $1.voice) }
        score.parts[0].lowerStaffVoice = 1
        score.parts[0].clefs = [Timed(0, .alto)]
        #expect(try texts("sign", score) == ["C", "F"])
        #expect(try read(score).parts[0].clefs == [Timed(0, .alto)])
    }
}
