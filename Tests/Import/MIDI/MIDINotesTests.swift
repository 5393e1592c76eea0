import MuseImport
import MuseMusic
import Testing

@Suite struct MIDINotes {
    @Test func aNoteLastsFromOnToOff() {
        let read = readMIDI(midiFile([0, 0x90, 60, 70, 96, 0x80, 60, 64, 0, 0x90, 64, 127, 48, 0x90, 64, 0]))
        #expect(read.score.ticksPerQuarter == 96)
        #expect(read.score.parts.map(\.list) == [["0 96 C4", "96 48 E4"]])
        #expect(read.score.parts[0].notes.map(\.velocity) == [70, 127])
        #expect(read.problems.isEmpty)
    }

    @Test func runningStatusPersistsAcrossMetaAndSystemEvents() {
        let read = readMIDI(
            midiFile([
                0, 0x90, 60, 64, 96, 60, 0, 0, 62, 64, 10, 0xFF, 1, 1, 0x41, 10, 62, 0,
                0, 64, 64, 5, 0xF0, 2, 0x7E, 0xF7, 5, 64, 0,
            ]))
        #expect(read.score.parts.map(\.list) == [["0 96 C4", "96 20 D4", "116 10 E4"]])
        #expect(read.problems.isEmpty)
    }

    @Test func equalPitchesEndInTheOrderStruck() {
        let read = readMIDI(
            midiFile([
                0, 0x90, 60, 64, 10, 0x90, 60, 65, 10, 0x90, 60, 66, 10, 0x80, 60, 0, 10, 0x80, 60, 0, 10, 0x80, 60, 0,
                // Nothing is sounding here.
                10, 0x80, 60, 0,
            ]))
        #expect(read.score.parts[0].list == ["0 30 C4", "10 30 C4", "20 30 C4"])
        #expect(read.score.parts[0].notes.map(\.velocity) == [64, 65, 66])
        #expect(read.problems.isEmpty)
    }

    @Test func notesWithoutLengthAreKept() {
        #expect(readMIDI(midiFile([5, 0x90, 60, 64, 0, 0x80, 60, 0])).score.parts[0].list == ["5 0 C4"])
    }

    @Test func timesTakeUpToFourBytes() {
        let read = readMIDI(
            midiFile([0x81, 0x00, 0x90, 60, 64, 0x81, 0x80, 0x00, 60, 0, 0, 62, 64, 0xFF, 0xFF, 0xFF, 0x7F, 62, 0]))
        #expect(read.score.parts[0].list == ["128 16384 C4", "16512 268435455 D4"])
    }

    @Test func eachChannelOfATrackIsAPart() {
        let track: [UInt8] =
            meta(3, "Band") + [0, 0xC2, 40, 0, 0x92, 72, 64, 0, 0x99, 36, 64, 0, 0x90, 48, 64]
            + [96, 0x82, 72, 0, 0, 0x89, 36, 0, 0, 0x80, 48, 0]
        let read = readMIDI(midiFile(track))
        #expect(read.score.parts.map(\.list) == [["0 96 C3"], ["0 96 C5"], ["0 96 C2"]])
        #expect(read.score.parts.map(\.name) == ["Band", "Band", "Band"])
        #expect(read.score.parts.map(\.program) == [0, 40, 0])
        #expect(read.score.parts.map(\.isDrums) == [false, false, true])
    }

    @Test func theProgramIsTheOneOfTheFirstNote() {
        let note: [UInt8] = [0, 0x91, 60, 64, 10, 60, 0]
        let read = readMIDI(
            midiFile([0, 0xC1, 5], [0, 0xC1, 6, 0, 0xC1, 7] + note + [0, 0xC1, 8], note, note + [0, 0xC1, 9]))
        #expect(read.score.parts.map(\.program) == [7, 5, 9])
    }

    @Test func otherMessagesAreSkipped() {
        let read = readMIDI(
            midiFile([
                0, 0xB0, 7, 100, 1, 0xE0, 0, 64, 1, 0xA0, 60, 1, 1, 0xD0, 9, 1, 0xF7, 1, 0xF3, 1, 0xFF, 0x7F, 3, 1, 2,
                3,
                1, 0x90, 60, 64, 1, 60, 0,
            ]))
        #expect(read.score.parts[0].list == ["6 1 C4"])
        #expect(read.problems.isEmpty)
    }

    @Test func pitchesAreSpelledInTheKeyInForce() {
        // Every semitone of an octave in E flat major, then in E major, then in F sharp minor.
        var track: [UInt8] = []
        for _ in 0..<3 {
            for key in UInt8(60)..<72 { track += [0, 0x90, key, 64, 1, key, 0] }
        }
        let keys: [UInt8] = [0, 0xFF, 0x59, 2, 0xFD, 0, 12, 0xFF, 0x59, 2, 4, 0, 12, 0xFF, 0x59, 2, 3, 1]
        let score = readMIDI(midiFile(keys, track)).score
        #expect(score.keys.map { "\($0.onset) \($0.value)" } == ["0 Eb major", "12 E major", "24 F# minor"])
        let names = score.parts[0].notes.map { "\($0.pitch.name)" }
        #expect(names[0..<12].joined(separator: " ") == "C Db D Eb E F Gb G Ab A Bb B")
        #expect(names[12..<24].joined(separator: " ") == "B# C# D D# E E# F# G G# A A# B")
        #expect(names[24..<36].joined(separator: " ") == "C C# D D# E E# F# G G# A A# B")
        // B#3 sounds as C4.
        #expect(score.parts[0].notes.map(\.pitch.midi) == (0..<36).map { 60 + $0 % 12 })
    }

    @Test func syllablesGoToTheNotesThatStartWithThem() {
        let read = readMIDI(
            midiFile(
                meta(5, "Oh ") + [0, 0x90, 60, 64, 10, 60, 0] + [0, 0xFF, 5, 1, 0x21]
                    + [5, 62, 64, 0, 0xFF, 5, 2, 0x61, 0x2D, 10, 62, 0]))
        #expect(read.score.parts[0].notes.map(\.marks.lyrics) == [["Oh"], ["a-"]])
    }
}
