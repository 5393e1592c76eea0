import MuseKit
import MuseMusic
import MuseProtocols
import Testing

/// Transposition, tempo and instruments of tunes that are converted.
@Suite struct ScoreEditsTests {
    private func score(_ pitches: [String], key: String, meter: Meter = Meter(4, 4)) -> Score {
        var score = Score()
        score.keys = [Timed(0, Key(key)!)]
        score.meters = [Timed(0, meter)]
        score.parts = [
            Part(notes: pitches.enumerated().map { Note(onset: $0 * 5040, duration: 5040, pitch: Pitch($1)!) })
        ]
        return score
    }

    private func edited(_ score: Score, _ change: (inout ScoreEdits) -> Void) throws -> Score {
        var edits = ScoreEdits()
        change(&edits)
        return try edits.applied(to: FileTune(score, path: "t.abc"))
    }

    private func pitches(_ score: Score) -> [String] { score.parts[0].notes.map(\.pitch.description) }

    @Test(arguments: [
        // A tonic alone keeps the mode; the nearest octave is taken.
        ("G", "A", "A major", ["A4", "C#5", "E5"]), ("G", "D", "D major", ["D4", "F#4", "A4"]),
        ("G", "Bb", "Bb major", ["Bb4", "D5", "F5"]), ("G", "G", "G major", ["G4", "B4", "D5"]),
        ("G", "F major", "F major", ["F4", "A4", "C5"]),
    ])
    func keysTransposeByTheNearestInterval(from: String, to: String, key: String, expected: [String]) throws {
        let moved = try edited(score(["G4", "B4", "D5"], key: from)) { $0.key = TargetKey(to) }
        #expect(moved.keys.map(\.value.description) == [key])
        #expect(pitches(moved) == expected)
    }

    @Test func theModeOfATuneIsKeptOrRequired() throws {
        let minor = score(["E4", "G4"], key: "Em")
        #expect(try edited(minor) { $0.key = TargetKey("D") }.keys[0].value.description == "D minor")
        #expect(try edited(minor) { $0.key = TargetKey("Dm") }.keys[0].value.description == "D minor")
        let error = try #require(throws: MuseError.self) { try edited(minor) { $0.key = TargetKey("D major") } }
        #expect("\(error)" == "t.abc: E minor cannot be transposed to D major")
        var atonal = minor
        atonal.keys = [Timed(0, Key(PitchClass(step: 0), .none))]
        #expect(throws: MuseError.self) { try edited(atonal) { $0.key = TargetKey("D") } }
    }

    @Test func semitonesTransposeNotesKeysAndChordSymbols() throws {
        var tune = score(["G4", "F#5"], key: "G")
        tune.chordSymbols = [Timed(0, ChordSymbol("D7/F#")!)]
        let moved = try edited(tune) { $0.semitones = -3 }
        #expect(pitches(moved) == ["E4", "D#5"])
        #expect(moved.keys[0].value.description == "E major")
        #expect(moved.chordSymbols[0].value.description == "B7/D#")
        #expect(try pitches(edited(tune) { $0.semitones = 12 }) == ["G5", "F#6"])
    }

    @Test func performancesStateTheKeyAndAreTransposedInIt() throws {
        var played = score(["G4", "B4"], key: "C")
        played.performance = Performance()
        let stated = try edited(played) { $0.key = TargetKey("G") }
        #expect(stated.keys[0].value.description == "G major" && pitches(stated) == ["G4", "B4"])
        let moved = try edited(played) {
            $0.key = TargetKey("G")
            $0.semitones = 2
        }
        #expect(moved.keys[0].value.description == "A major" && pitches(moved) == ["A4", "C#5"])
        #expect(moved.performance?.notation.key?.description == "A major")
    }

    @Test(arguments: [("120", 1.5, 120.0), ("1/4=90", 1, 90), ("3/8=96.5", 1.5, 96.5)])
    func temposCountBeatsOfTheMeter(text: String, quarters: Double, bpm: Double) throws {
        let tune = try edited(score(["G4"], key: "G", meter: Meter(6, 8))) { $0.tempo = TempoEdit(text) }
        let tempo = try #require(tune.tempos.first)
        #expect(tune.tempos.count == 1 && tempo.onset == 0 && tempo.value.bpm == bpm)
        #expect(tempo.value.quartersPerMinute == bpm * quarters)
    }

    @Test func laterTemposKeepTheirProportion() throws {
        var tune = score(["G4", "A4"], key: "G")
        tune.tempos = [
            Timed(0, Tempo(bpm: 60, beatNumerator: 2, text: "Slow")), Timed(5040, Tempo(bpm: 180)),
            Timed(7560, Tempo(bpm: nil, text: "rit.")),
        ]
        // The beat stays a half: 90 halves are 180 quarters, three halves of the old 120.
        let faster = try edited(tune) { $0.tempo = TempoEdit("90") }
        #expect(faster.tempos.map(\.value.bpm) == [90, 270, nil])
        #expect(faster.tempos.map(\.value.quartersPerMinute) == [180, 270, nil])
        #expect(faster.tempos.map(\.value.text) == ["Slow", "", "rit."])
        tune.tempos = [Timed(0, Tempo(bpm: nil, text: "Allegro")), Timed(5040, Tempo(bpm: 100))]
        let word = try edited(tune) { $0.tempo = TempoEdit("1/4=132") }
        #expect(word.tempos.map(\.value.bpm) == [132, 100] && word.tempos[0].value.text == "Allegro")
    }

    @Test(arguments: ["", "fast", "0", "-3", "1/0=3", "1/4=", "=120", "1/4=120=3", "nan", "inf", "3/4=1"])
    func impossibleTemposAreRejected(text: String) { #expect(TempoEdit(text) == nil) }

    @Test func programsAreThoseOfAllPartsButDrums() throws {
        var tune = score(["G4"], key: "G")
        tune.parts.append(Part(program: 3, isDrums: true))
        tune.parts[0].controls = [Timed(0, .controller(0, 8)), Timed(0, .program(5)), Timed(0, .controller(7, 90))]
        let edited = try edited(tune) { $0.program = 40 }
        #expect(edited.parts.map(\.program) == [40, 3])
        #expect(edited.parts[0].controls.map(\.value) == [.controller(7, 90)])
    }
}
