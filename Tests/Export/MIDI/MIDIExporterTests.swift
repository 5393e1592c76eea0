import MuseExport
import MuseMusic
import MuseProtocols
import Testing

/// Returns the bodies of the chunks of a MIDI file, the header first.
private func chunks(_ score: Score, _ exporter: MIDIExporter = MIDIExporter()) throws -> [[UInt8]] {
    let bytes = try exporter.write([score], provenance: nil)
    var result: [[UInt8]] = []
    var place = 0
    while place + 8 <= bytes.count {
        #expect(bytes[place..<place + 4].elementsEqual((result.isEmpty ? "MThd" : "MTrk").utf8))
        let length = bytes[place + 4..<place + 8].reduce(0) { $0 << 8 | Int($1) }
        result.append(Array(bytes[place + 8..<place + 8 + length]))
        place += 8 + length
    }
    #expect(place == bytes.count)
    return result
}

/// Returns a score of one part at 480 ticks per quarter.
private func score(_ notes: [Note]) -> Score {
    var score = Score(ticksPerQuarter: 480)
    score.parts = [Part(notes: notes)]
    return score
}

private func note(_ onset: Int, _ duration: Int, _ name: String = "C4") -> Note {
    Note(onset: onset, duration: duration, pitch: pitch(name))
}

@Suite struct MIDIExporterTests {
    @Test func aCompleteFileIsAsWrittenByHand() throws {
        var tune = score([note(0, 480, "D4"), note(480, 240, "F#4")])
        tune.header.titles = ["Té"]
        tune.header.composers = ["O"]
        tune.meters = [Timed(0, Meter(6, 8))]
        tune.keys = [Timed(0, Key(PitchClass(step: 1), .minor))]
        tune.tempos = [Timed(0, Tempo(bpm: 100, beatNumerator: 3, beatDenominator: 2))]
        tune.parts[0].name = "Fiddle"
        tune.parts[0].program = 40
        let run = Provenance(recipe: "r", seed: 7, hash: "ab", version: "1")
        let bytes = try MIDIExporter().write([tune], provenance: run)
        let conductor: [UInt8] =
            [0, 0xFF, 3, 3, 0x54, 0xC3, 0xA9]  // Té
            + [0, 0xFF, 1, 11] + Array("Composer: O".utf8)
            + [0, 0xFF, 1, 18] + Array("muse 1 r seed 7 ab".utf8)
            + [0, 0xFF, 0x51, 3, 0x06, 0x1A, 0x80]  // 150 quarters per minute: 400 000 µs
            + [0, 0xFF, 0x58, 4, 6, 3, 36, 8]  // a click per dotted quarter
            + [0, 0xFF, 0x59, 2, 0xFF, 1]  // one flat, minor
            + [0x85, 0x50, 0xFF, 0x2F, 0]  // 720
        let part: [UInt8] =
            [0, 0xFF, 3, 6] + Array("Fiddle".utf8)
            + [0, 0xC0, 40]
            + [0, 0x90, 62, 80, 0x83, 0x60, 0x80, 62, 64]
            + [0, 0x90, 66, 80, 0x81, 0x70, 0x80, 66, 64]
            + [0, 0xFF, 0x2F, 0]
        let head: [UInt8] = Array("MThd".utf8) + [0, 0, 0, 6, 0, 1, 0, 2, 0x01, 0xE0]
        let expected =
            head + Array("MTrk".utf8) + [0, 0, 0, UInt8(conductor.count)] + conductor
            + Array("MTrk".utf8) + [0, 0, 0, UInt8(part.count)] + part
        #expect(bytes == expected)
    }

    @Test func aRepeatedPitchIsEndedBeforeItIsStruckAgain() throws {
        let track = try chunks(score([note(0, 240), note(240, 240)]))[2]
        #expect(
            track == [0, 0xC0, 0]
                + [0, 0x90, 60, 80, 0x81, 0x70, 0x80, 60, 64, 0, 0x90, 60, 80, 0x81, 0x70, 0x80, 60, 64]
                + [0, 0xFF, 0x2F, 0])
    }

    @Test func aPitchStruckWhileItSoundsTakesAnotherChannel() throws {
        var held = note(0, 960)
        held.voice = 1
        let track = try chunks(score([held, note(480, 240)]))[2]
        #expect(
            track == [0, 0xC0, 0, 0, 0xC1, 0]
                + [0, 0x90, 60, 80, 0x83, 0x60, 0x91, 60, 80, 0x81, 0x70, 0x81, 60, 64, 0x81, 0x70, 0x80, 60, 64]
                + [0, 0xFF, 0x2F, 0])
    }

    @Test func inADrumPartTheNewStrokeEndsTheOld() throws {
        var tune = score([note(0, 960), note(480, 240)])
        tune.parts[0].isDrums = true
        let track = try chunks(tune)[2]
        #expect(
            track == [0, 0xC9, 0]
                + [0, 0x99, 60, 80, 0x83, 0x60, 0x89, 60, 64, 0, 0x99, 60, 80, 0x81, 0x70, 0x89, 60, 64]
                + [0x81, 0x70, 0xFF, 0x2F, 0])
    }

    @Test func theSixteenthPartIsOnAnotherPort() throws {
        var tune = Score(ticksPerQuarter: 480)
        tune.parts = (0..<17).map { _ in Part(notes: [note(0, 480)]) }
        let tracks = try chunks(tune).dropFirst(2)
        let programs = tracks.prefix(15).map { $0[1] }
        #expect(programs == [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15].map { 0xC0 + $0 })
        // FF 21 01 port, then the first two channels again.
        #expect(
            tracks.dropFirst(15).map { Array($0.prefix(7)) } == [0, 1].map { [0, 0xFF, 0x21, 1, 1, 0, 0xC0 + $0] })
    }

    @Test func aNoteWithoutLengthStillEnds() throws {
        let track = try chunks(score([note(0, 0), note(1, 1, "D4")]))[2]
        #expect(
            track == [0, 0xC0, 0, 0, 0x90, 60, 80, 1, 0x80, 60, 64]
                + [0, 0x90, 62, 80, 1, 0x80, 62, 64, 0, 0xFF, 0x2F, 0])
    }

    @Test(arguments: [
        (10_080, 5040, 480), (10_080, 3360, 480), (10_080, 1440, 3360), (10_080, 315, 480), (10_080, 1120, 1440),
        (96, 1, 480), (1000, 1, 12_000), (32_767, 1, 32_767), (100_003, 1, 30_240),
    ])
    func theDivisionIsExactIfPossible(ticksPerQuarter: Int, time: Int, division: Int) throws {
        var tune = Score(ticksPerQuarter: ticksPerQuarter)
        tune.parts = [Part(notes: [note(time, time)])]
        let head = try chunks(tune)[0]
        #expect(Int(head[4]) << 8 | Int(head[5]) == division)
    }

    @Test(arguments: [
        ("jig", Meter(6, 8), 174.0), ("slip jig", Meter(9, 8), 174), ("double jig", Meter(6, 8), 174),
        ("reel", Meter.common, 216), ("hornpipe", Meter.common, 160), ("polka", Meter(2, 4), 126),
        ("waltz", Meter(3, 4), 138), ("march", Meter(6, 8), 162), ("", Meter(6, 8), 120),
        ("zwiefacher", Meter(3, 4), 120),
    ])
    func dancesWithoutATempoGetTheUsualOne(rhythm: String, meter: Meter, quarters: Double) throws {
        var tune = score([note(0, 480)])
        tune.header.rhythm = rhythm
        tune.meters = [Timed(0, meter)]
        let microseconds = Int((60_000_000 / quarters).rounded())
        let bytes = [microseconds >> 16, microseconds >> 8, microseconds].map { UInt8($0 & 0xFF) }
        #expect(try chunks(tune)[1].starts(with: [0, 0xFF, 0x51, 3] + bytes))
        // 240 quarters per minute, whatever the tempo of the tune.
        #expect(try chunks(tune, MIDIExporter(tempo: 240))[1].starts(with: [0, 0xFF, 0x51, 3, 0x03, 0xD0, 0x90]))
    }

    @Test func theProgramOfTheRecipeReplacesThatOfThePart() throws {
        #expect(try chunks(score([note(0, 480)]), MIDIExporter(program: 73))[2].starts(with: [0, 0xC0, 73]))
    }

    @Test func accentsFallOnTheBarAndHalfOfThemOnItsBeats() throws {
        var tune = Tune(Meter(6, 8))
        tune.notes("B4")
        tune.bar()
        tune.notes("C4 D4 E4 F4 G4 A4")
        tune.bar()
        let track = try chunks(tune.score, MIDIExporter(accent: 20))[2]
        var velocities: [UInt8] = []
        for i in track.indices where track[i] == 0x90 { velocities.append(track[i + 2]) }
        #expect(velocities == [80, 100, 80, 80, 90, 80, 80])
    }

    @Test func scoresThatMIDICannotExpressAreRejected() {
        #expect(throws: ExportError.self) { try MIDIExporter().write([score([note(0, 480, "C12")])], provenance: nil) }
        #expect(throws: ExportError.self) { try MIDIExporter().write([score([note(1 << 40, 480)])], provenance: nil) }
        var slow = score([note(0, 480)])
        slow.tempos = [Timed(0, Tempo(bpm: 1))]
        #expect(throws: ExportError.self) { try MIDIExporter().write([slow], provenance: nil) }
    }
}
