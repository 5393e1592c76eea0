import MuseImport
import MuseMusic
import MuseProtocols
import Testing

/// Texts, lyrics and the kinds of files that contain MIDI.
@Suite struct MIDITextTests {
    private func event(_ kind: UInt8, _ bytes: [UInt8]) -> [UInt8] { [0, 0xFF, kind, UInt8(bytes.count)] + bytes }

    @Test(
        arguments: [
            (Array("Für Elise".utf8), "Für Elise"),
            // Latin-1; Windows-1252 with a curly apostrophe.
            ([0x46, 0xFC, 0x72], "Für"), ([0x49, 0x74, 0x92, 0x73], "It’s"), ([0x49, 0x92, 0x6D], "I’m"),
            ([0x80], "€"),
            // Shift-JIS: 前奏, カラオケ.
            ([0x91, 0x4F, 0x91, 0x74], "前奏"),
            ([0x83, 0x4A, 0x83, 0x89, 0x83, 0x49, 0x83, 0x50], "カラオケ"),
            // Tags of RP-026.
            (Array("{@JP}".utf8) + [0x91, 0x4F], "前"), (Array("{@LATIN}".utf8) + [0xE9], "é"),
        ] as [([UInt8], String)])
    func theEncodingOfTextsIsGuessed(bytes: [UInt8], text: String) {
        let read = readMIDI(midiFile(event(3, bytes), [0, 0x90, 60, 64, 96, 60, 0]))
        #expect(read.score.header.title == text)
    }

    private let melody: [UInt8] = [0, 0x90, 60, 64, 96, 60, 0, 0, 62, 64, 96, 62, 0, 0, 64, 64, 96, 64, 0]

    @Test func karaokeWordsGoToTheMelody() {
        let words: [UInt8] =
            meta(3, "Words") + meta(1, "@LENGL") + meta(1, "@TSong")
            + meta(1, "\\Sun") + [96, 0xFF, 1, 4] + Array("shi".utf8) + [0x6E] + [96, 0xFF, 1, 4] + Array("/on ".utf8)
        let read = readMIDI(midiFile(words, melody))
        #expect(read.score.header.title == "Song")
        #expect(read.score.parts.map { $0.notes.map(\.marks.lyrics) } == [[["Sun-"], ["shin"], ["on"]]])
    }

    @Test func lyricsWithoutSpacesAreWords() {
        let lyrics: [UInt8] =
            meta(5, "Ah") + [0, 0x90, 60, 64, 96, 60, 0] + meta(5, "men") + [0, 0x90, 62, 64, 96, 62, 0]
        #expect(readMIDI(midiFile(lyrics)).score.parts[0].notes.map(\.marks.lyrics) == [["Ah"], ["men"]])
    }

    @Test func aRIFFFileContainsAMIDIFile() {
        let midi = midiFile(melody)
        let size = UInt8(midi.count)
        let info: [UInt8] = Array("LIST".utf8) + [4, 0, 0, 0] + Array("INFO".utf8)
        let riff: [UInt8] =
            Array("RIFF".utf8) + [size + 24, 0, 0, 0] + Array("RMIDdata".utf8) + [size, 0, 0, 0] + midi + info
        let read = readMIDI(riff)
        #expect(read.problems == [])
        #expect(read.score.parts[0].notes.count == 3)
        #expect(MIDIImporter().fileExtensions.contains("rmi"))
        #expect(MIDIImporter().fileExtensions.contains("kar"))
    }

    @Test(arguments: 1...12) func aFileThatWasCutOffKeepsItsWholeNotes(missing: Int) {
        // Two notes; the last note-off ends 4 bytes before the end of the file.
        let track: [UInt8] = [0, 0x90, 60, 64, 96, 0x80, 60, 0, 0, 0x90, 62, 64, 96, 0x80, 62, 0]
        let read = readMIDI(Array(midiFile(track).dropLast(missing)))
        #expect(read.tunes.first?.diagnostics.allSatisfy { $0.severity == .warning } == true)
        #expect(read.score.parts.map(\.list) == [missing <= 4 ? ["0 96 C4", "96 96 D4"] : ["0 96 C4"]])
    }

    @Test func controlsOfAChannelBelongToItsPart() {
        let track: [UInt8] = [
            0, 0xC0, 5, 0, 0x90, 60, 64, 48, 0xB0, 7, 100, 0, 0xE0, 0, 64, 48, 0x80, 60, 0, 0, 0xC0, 40, 0, 0xD0, 9,
        ]
        let part = readMIDI(midiFile(track)).score.parts[0]
        #expect(part.program == 5)
        #expect(
            part.controls == [
                Timed(48, .controller(7, 100)), Timed(48, .bend(8192)),
                Timed(96, .program(40)), Timed(96, .pressure(9)),
            ])
    }

    @Test func settingsReplaceWhatTheFileStates() throws {
        let file = midiFile([0, 0xFF, 0x58, 4, 4, 2, 24, 8] + melody)
        let score = readMIDI(file).score
        #expect(score.performance == Performance(statesMeter: true, statesKey: false, statesTempo: false))
        var other = score
        other.setNotation(NotationSettings(meter: Meter(6, 8), key: Key("Ador")))
        #expect(other.meters == [Timed(0, Meter(6, 8))])
        #expect(other.keys == [Timed(0, Key(PitchClass(step: 5), .dorian))])
    }
}
