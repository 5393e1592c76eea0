import MuseExport
import MuseImport
import MuseMusic
import MuseProtocols
import Testing

/// What makes written MIDI files sound like music, read back with the importer.
@Suite struct MIDIExpressionTests {
    private func note(_ onset: Int, _ duration: Int, _ name: String = "C4", _ decorations: [String] = []) -> Note {
        var note = Note(onset: onset, duration: duration, pitch: pitch(name))
        note.marks.decorations = decorations
        return note
    }

    private func score(_ notes: [Note], _ meter: Meter = Meter(4, 4)) -> Score {
        var score = Score(ticksPerQuarter: 480)
        score.meters = [Timed(0, meter)]
        score.parts = [Part(notes: notes)]
        let bar = meter.barTicks(480) ?? 1920
        score.barlines = (1...max(1, (score.end + bar - 1) / bar)).map { Barline(onset: $0 * bar) }
        return score
    }

    private func played(_ score: Score, _ exporter: MIDIExporter = MIDIExporter()) throws -> Score {
        let read = MIDIImporter().read(try exporter.write([score], provenance: nil), name: "t.mid")
        #expect(read.diagnostics.isEmpty)
        return read.tunes[0].score
    }

    private func velocities(_ score: Score, _ exporter: MIDIExporter = MIDIExporter()) throws -> [UInt8] {
        try played(score, exporter).parts[0].notes.map(\.velocity)
    }

    @Test func dynamicsHoldUntilTheNext() throws {
        let notes = [note(0, 480), note(480, 480, "D4", ["p"]), note(960, 480), note(1440, 480, "E4", ["ff"])]
        #expect(try velocities(score(notes)) == [80, 60, 60, 120])
    }

    @Test func hairpinsChangeEvenly() throws {
        let notes = [
            note(0, 480, "C4", ["p", "<("]), note(480, 480), note(960, 480), note(1440, 480, "C4", ["<)", "f"]),
        ]
        // From 60 to 75 by default; the dynamic at the end replaces it: 60, 65, 70, 105.
        #expect(try velocities(score(notes)) == [60, 65, 70, 105])
    }

    @Test func accentsAreLouderAndStaccatoIsShorter() throws {
        let notes = [
            note(0, 480, "C4", ["accent"]), note(480, 480, "D4", ["staccato"]), note(960, 480, "E4", ["tenuto"]),
        ]
        let result = try played(score(notes)).parts[0].notes
        #expect(result.map(\.velocity) == [96, 80, 80])
        #expect(result.map(\.duration) == [480, 240, 480])
    }

    @Test func performancesKeepTheirVelocities() throws {
        var tune = score([note(0, 480), note(480, 480)])
        tune.parts[0].notes[0].velocity = 33
        tune.performance = Performance()
        #expect(try velocities(tune, MIDIExporter(accent: 20)) == [33, 80])
    }

    @Test func swingLengthensTheFirstOfTwoEvenEighths() throws {
        // Two eighths; a dotted pair and a quarter, which stay.
        let notes = [
            note(0, 240), note(240, 240, "D4"), note(480, 360, "E4"), note(840, 120, "F4"), note(960, 480, "G4"),
        ]
        let tune = score(notes)
        #expect(try played(tune, MIDIExporter(swing: 1)).parts[0].notes.map(\.onset) == [0, 360, 480, 840, 960])
        #expect(try played(tune, MIDIExporter(swing: 1)).parts[0].notes.map(\.duration) == [360, 120, 360, 120, 480])
        // As in triplets.
        #expect(try played(tune, MIDIExporter(swing: 2 / 3)).parts[0].notes[1].onset == 320)
        // In 6/8, eighths are even.
        let jig = score([note(0, 240), note(240, 240), note(480, 240)], Meter(6, 8))
        #expect(try played(jig, MIDIExporter(swing: 1)).parts[0].notes.map(\.onset) == [0, 240, 480])
    }

    @Test func chordSymbolsArePlayedOnRequest() throws {
        var tune = score([note(0, 1920)])
        tune.chordSymbols = [Timed(0, ChordSymbol(root: PitchClass(step: 5), kind: "m"))]
        #expect(try played(tune).parts.count == 1)
        let chords = try played(tune, MIDIExporter(chordProgram: 24)).parts[1]
        #expect(chords.program == 24)
        // A2, A minor from E3 on, E3 as the fifth in the bass, and the chord again.
        let list = chords.notes.map { "\($0.onset) \($0.pitch.midi)" }.sorted()
        #expect(
            list == [
                "0 45", "1440 52", "1440 57", "1440 60", "480 52", "480 57", "480 60", "960 40",
            ])
    }

    @Test(arguments: [
        ("C", [0, 4, 7]), ("Cm", [0, 3, 7]), ("C7", [0, 4, 7, 10]), ("Cmaj7", [0, 4, 7, 11]), ("Cm7", [0, 3, 7, 10]),
        ("Cdim", [0, 3, 6]), ("Cdim7", [0, 3, 6, 9]), ("Caug", [0, 4, 8]), ("Csus4", [0, 5, 7]), ("C6", [0, 4, 7, 9]),
        ("Cm7b5", [0, 3, 6, 10]), ("C5", [0, 7]), ("C9", [0, 4, 7, 10]), ("Cadd9", [0, 4, 7]),
        ("C13", [0, 4, 7, 10]), ("Cmaj13", [0, 4, 7, 11]), ("Cadd11", [0, 4, 7]), ("C69", [0, 4, 7, 9]),
        ("C7+", [0, 4, 8, 10]),
    ])
    func chordsHaveTheTonesOfTheirKind(name: String, tones: [Int]) throws {
        var tune = score([note(0, 1920)], Meter(4, 4))
        tune.chordSymbols = [Timed(0, try #require(ChordSymbol(name)))]
        let chords = try played(tune, MIDIExporter(chordProgram: 0)).parts[1]
        let chord = chords.notes.filter { $0.onset == 480 }.map { $0.pitch.midi % 12 }.sorted()
        #expect(chord == tones.map { $0 % 12 }.sorted())
    }

    @Test func lyricsAndControlsAreWritten() throws {
        var tune = score([note(0, 480), note(480, 480, "D4")])
        tune.parts[0].notes[0].marks.lyrics = ["Ah"]
        tune.parts[0].notes[1].marks.lyrics = ["men"]
        let controls: [Timed<Control>] = [
            Timed(240, .controller(64, 127)), Timed(300, .bend(10_000)),
            Timed(480, .keyPressure(60, 5)), Timed(480, .program(40)),
        ]
        tune.parts[0].controls = controls
        tune.parts[0].program = 7
        tune.performance = Performance()
        let result = try played(tune).parts[0]
        #expect(result.notes.map(\.marks.lyrics) == [["Ah"], ["men"]])
        #expect(result.controls == controls)
        #expect(result.program == 7)
    }

    @Test func eachFifteenPartsHaveAPortOfTheirOwn() throws {
        var tune = Score(ticksPerQuarter: 480)
        tune.parts = (0..<31).map { Part(program: $0, notes: [note(0, 480)]) }
        let bytes = try MIDIExporter().write([tune], provenance: nil)
        let read = MIDIImporter().read(bytes, name: "t.mid")
        #expect(read.tunes[0].score.parts.map(\.program) == Array(0..<31))
        let ports = bytes.indices.dropLast(4).filter { Array(bytes[$0..<$0 + 4].prefix(3)) == [0xFF, 0x21, 1] }
            .map { bytes[$0 + 3] }
        #expect(ports == Array(repeating: 1, count: 15) + [2])
    }
}
