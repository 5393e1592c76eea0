import MuseImport
import MuseMusic
import MuseProtocols
import Testing

@Suite struct MIDITimelines {
    private let note: [UInt8] = [0, 0x90, 60, 64, 96, 60, 0]

    @Test func theDefaultsAreFourFourAndTempo120() {
        let score = readMIDI(midiFile(note)).score
        #expect(score.meters == [Timed(0, Meter(4, 4))])
        #expect(score.tempos == [Timed(0, Tempo(bpm: 120))])
        #expect(score.keys.isEmpty)
        #expect(score.header.title == "")
    }

    @Test func tempoMeterAndKeyAreReadFromAnyTrack() {
        // 600 000 µs per quarter; 6/8; G minor has two flats. The second track changes to 400 000 at tick 48.
        let conductor: [UInt8] = [
            0, 0xFF, 0x51, 3, 0x09, 0x27, 0xC0, 0, 0xFF, 0x58, 4, 6, 3, 36, 8, 0, 0xFF, 0x59, 2, 0xFE, 1,
        ]
        let score = readMIDI(midiFile(conductor, [48, 0xFF, 0x51, 3, 0x06, 0x1A, 0x80] + note)).score
        #expect(score.tempos == [Timed(0, Tempo(bpm: 100)), Timed(48, Tempo(bpm: 150))])
        #expect(score.meters == [Timed(0, Meter(6, 8))])
        #expect(score.keys == [Timed(0, Key(PitchClass(step: 4), .minor))])
    }

    /// 666 667 µs is the nearest that MIDI has to 90 per minute, 689 655 to 87; 700 001 has no rounder value than
    /// 85.7142.
    @Test(
        arguments: [
            ([0x0A, 0x2C, 0x2B], 90), ([0x0A, 0x85, 0xF7], 87), ([0x0A, 0xAE, 0x61], 60e6 / 700_001),
        ] as [([UInt8], Double)]) func temposAreTheRoundestOfTheirMicroseconds(data: [UInt8], bpm: Double)
    {
        #expect(readMIDI(midiFile([0, 0xFF, 0x51, 3] + data, note)).score.tempos == [Timed(0, Tempo(bpm: bpm))])
    }

    @Test func theLastOfSeveralAtOneTimeCountsAndRepetitionsAreDropped() {
        let meters: [UInt8] =
            [0, 0xFF, 0x58, 4, 4, 2, 24, 8, 0, 0xFF, 0x58, 4, 3, 2, 24, 8]
            + [96, 0xFF, 0x58, 4, 3, 2, 24, 8]
        #expect(readMIDI(midiFile(meters, note)).score.meters == [Timed(0, Meter(3, 4))])
    }

    /// Both are at tick 0 and 96: 120 per minute, and C major after G major at one time.
    @Test func temposAndKeysThatRepeatThoseInForceAreKept() {
        let tempo: [UInt8] = [0xFF, 0x51, 3, 0x07, 0xA1, 0x20]
        let key: [UInt8] = [0xFF, 0x59, 2, 0, 0]
        let score = readMIDI(
            midiFile([0] + tempo + [0, 0xFF, 0x59, 2, 1, 0, 0] + key + [96] + tempo + [0] + key, note)
        ).score
        #expect(score.tempos == [Timed(0, Tempo(bpm: 120)), Timed(96, Tempo(bpm: 120))])
        #expect(score.keys == [Timed(0, .cMajor), Timed(96, .cMajor)])
    }

    @Test func barLinesAreDerivedFromTheMeters() {
        // 2/4, a bar of 3/8 from tick 384 on and 2/4 again; notes up to tick 600 at 96 per quarter.
        let meters: [UInt8] =
            [0, 0xFF, 0x58, 4, 2, 2, 24, 8, 0x83, 0x00, 0xFF, 0x58, 4, 3, 3, 24, 8]
            + [0x81, 0x10, 0xFF, 0x58, 4, 2, 2, 24, 8]
        let score = readMIDI(midiFile(meters, [0x84, 0x48, 0x90, 60, 64, 16, 60, 0])).score
        #expect(score.meters.map(\.onset) == [0, 384, 528])
        #expect(score.parts[0].list == ["584 16 C4"])
        #expect(score.barlines.map(\.onset) == [192, 384, 528, 720])
        #expect(score.barlines.map(\.style) == [.single, .single, .single, .final])
    }

    @Test func aChangeOfMeterWithinABarEndsIt() {
        let meters: [UInt8] = [96, 0xFF, 0x58, 4, 3, 2, 24, 8]
        let score = readMIDI(midiFile(meters, note + note)).score
        #expect(score.barlines.map(\.onset) == [96, 384])
    }

    @Test func barsOfFractionalTicksDoNotDrift() {
        // Two ticks per quarter, bars of 3/16: one and a half ticks.
        let score = readMIDI(midiFile([0, 0xFF, 0x58, 4, 3, 4, 24, 8, 0, 0x90, 60, 64, 6, 60, 0], division: [0, 2]))
            .score
        #expect(score.barlines.map(\.onset) == [1, 3, 4, 6])
    }

    @Test func theFirstTrackNamesTheFile() {
        let score = readMIDI(
            midiFile(
                meta(3, "The Kesh") + meta(1, "Composer: Trad."), meta(3, "Flute") + note,
                meta(4, "Fiddle") + note)
        ).score
        #expect(score.header.titles == ["The Kesh"])
        #expect(score.header.composers == ["Trad."])
        #expect(score.parts.map(\.name) == ["Flute", "Fiddle"])
    }

    @Test func withoutANameTheFirstTextIsTheTitle() {
        #expect(readMIDI(midiFile(meta(1, "A jig") + meta(1, "by hand"), note)).score.header.titles == ["A jig"])
        // The name of a track with notes is not the title.
        #expect(readMIDI(midiFile(meta(1, "A jig") + note)).score.header.titles.isEmpty)
    }

    @Test func theNameOfAFormat0TrackIsTheTitleAlone() {
        let score = readMIDI(midiFile(meta(3, "Air") + note, format: 0)).score
        #expect(score.header.titles == ["Air"])
        #expect(score.parts.map(\.name) == [""])
    }

    @Test func textsMayBeLatin1WithControlCharacters() {
        // é as one byte; a line end and a zero at the end.
        let name: [UInt8] = [0, 0xFF, 3, 6, 0x41, 0x69, 0x72, 0xE9, 0x0A, 0]
        #expect(readMIDI(midiFile(name, note)).score.header.title == "Airé")
    }

    @Test func markersAreLabels() {
        #expect(readMIDI(midiFile(meta(6, "A"), note)).score.labels == [Timed(0, "A")])
    }

    @Test func eachTrackOfFormat2IsATune() {
        let read = readMIDI(midiFile(meta(3, "One") + note, meta(3, "Two") + note + note, format: 2))
        #expect(read.tunes.map(\.score.header.title) == ["One", "Two"])
        #expect(read.tunes.map { $0.score.parts.map(\.notes.count) } == [[1], [2]])
    }

    /// 25 frames of 40 ticks are 1000 ticks per second, 500 per quarter at 120; 24 of 1 give 12; 25 of 1 give 12 1/2.
    @Test(
        arguments: [
            ([0xE7, 40], 500, 96), ([0xE8, 1], 12, 96), ([0xE7, 1], 25, 192),
            // 30 000 / 1001 frames per second.
            ([0xE3, 4], 60_000, 96 * 1001),
        ] as [([UInt8], Int, Int)]) func framesAreReadAtTempo120(division: [UInt8], ticksPerQuarter: Int, duration: Int)
    {
        let tempo: [UInt8] = [0, 0xFF, 0x51, 3, 0x09, 0x27, 0xC0]
        let read = readMIDI(midiFile(tempo + note, division: division))
        let length = Double(read.score.parts[0].notes[0].duration) / Double(read.score.ticksPerQuarter)
        #expect(length == Double(duration) / Double(ticksPerQuarter))
        #expect(read.score.tempos == [Timed(0, Tempo(bpm: 120))])
        #expect(read.problems == ["13 warning"])
    }
}
