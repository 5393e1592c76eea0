import MuseImport
import MuseMusic
import MuseProtocols
import Testing

@Suite struct MIDIDiagnostics {
    private let note: [UInt8] = [0, 0x90, 60, 64, 96, 60, 0]

    @Test(
        arguments: [
            ([], "1 error", "the file is empty"),
            (Array("X:1\nK:C\n".utf8), "1 error", "not a MIDI file: the header MThd is missing"),
            (Array(header().prefix(13)), "14 error", "the file ends within its header"),
            (header(division: [0, 0]) + chunk(endOfTrack), "13 error", "the division is 0"),
            (header(division: [0xE8, 0]) + chunk(endOfTrack), "13 error", "the division is 0"),
            (header(tracks: 0), "11 error", "the file has no track"),
            (header() + chunk([1], name: "XFIH"), "11 error", "the file has no track"),
        ] as [([UInt8], String, String)])
    func filesThatAreNotMIDIAreRejected(bytes: [UInt8], place: String, message: String) {
        let read = readMIDI(bytes)
        #expect(read.tunes.isEmpty)
        #expect(read.problems == [place])
        #expect(read.diagnostics.first?.message == message)
    }

    /// The notes before the error are read, and the error is reported at its place: a track's bytes start at 23.
    @Test(
        arguments: [
            // No status byte.
            ([0, 60, 64], "24 error"),
            // A delta time of five bytes.
            ([0x81, 0x80, 0x80, 0x80, 0, 0x90, 62, 64], "30 error"),
            // A truncated delta time; nothing after it.
            ([0x81], "30 warning"), ([0], "30 warning"),
            // Half a note, and texts longer than the track.
            ([0, 0x90, 62], "30 error"), ([0, 0xFF, 1, 9, 0x41], "30 error"), ([0, 0xFF], "30 error"),
            ([0, 0xF0, 2, 1], "30 error"), ([0, 0xC0], "30 error"), ([0, 0xB0, 7], "30 error"),
            ([0, 0xFF, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], "30 error"),
            // Notes 200 and 255.
            ([0, 0x90, 200, 64], "32 error"), ([0, 0x80, 255, 0], "32 error"),
        ] as [([UInt8], String)]) func anErrorEndsTheTrack(events: [UInt8], place: String)
    {
        let isFirst = place == "24 error"
        let read = readMIDI(header() + chunk(isFirst ? events : note + events))
        #expect(read.problems == [place])
        #expect(read.score.parts.map(\.list) == (isFirst ? [] : [["0 96 C4"]]))
    }

    @Test func tracksAfterAnErrorAreRead() {
        let read = readMIDI(header(tracks: 2) + chunk([0, 60]) + chunk(note + endOfTrack))
        #expect(read.score.parts.map(\.list) == [["0 96 C4"]])
        #expect(read.tunes[0].diagnostics.map(\.message) == ["track 1: the event has no status byte"])
    }

    @Test func aTrackThatEndsEarlyIsReadToItsEnd() {
        // A file that was cut off: after an event, within a note, within a text.
        for events in [[], [0, 0x90, 62], [0, 0xFF, 1, 9, 0x41], [0x81]] as [[UInt8]] {
            let read = readMIDI(header() + chunk(note + events, length: 4000))
            #expect(read.score.parts.map(\.list) == [["0 96 C4"]])
            #expect(read.problems == ["19 warning", "30 warning"])
        }
    }

    @Test func notesWithoutANoteOffAreSkipped() {
        let read = readMIDI(midiFile(note + [0, 0x90, 62, 64], note))
        #expect(read.score.parts.map(\.list) == [["0 96 C4"], ["0 96 C4"]])
        #expect(read.tunes[0].diagnostics.map(\.message) == ["track 1: skipped 1 note without a note-off"])
        // A note-off in another track does not end it either.
        let two = readMIDI(midiFile([0, 0x90, 62, 64], [5, 0x80, 62, 64]))
        #expect(two.score.parts.isEmpty)
    }

    @Test func invalidEventsAreSkipped() {
        let read = readMIDI(
            midiFile(
                [0, 0xFF, 0x51, 3, 0, 0, 0, 0, 0xFF, 0x51, 1, 9, 0, 0xFF, 0x58, 4, 0, 2, 24, 8]
                    + [
                        0, 0xFF, 0x58, 4, 4, 60, 24, 8, 0, 0xFF, 0x58, 1, 4, 0, 0xFF, 0x59, 2, 8, 0, 0, 0xFF, 0x59, 2,
                        0, 7,
                    ]
                    + [0, 0xF1, 1, 0, 0xF2, 1, 2, 0, 0xF8] + note))
        #expect(read.score.parts.map(\.list) == [["0 96 C4"]])
        #expect(read.score.meters == [Timed(0, Meter(4, 4))])
        #expect(read.score.tempos == [Timed(0, Tempo(bpm: 120))])
        #expect(read.score.keys.isEmpty)
        #expect(read.tunes[0].diagnostics.map(\.severity) == Array(repeating: .warning, count: 10))
    }

    @Test func velocitiesAbove127AreReadAs127() {
        let read = readMIDI(midiFile([0, 0x90, 60, 0xC0, 96, 60, 0, 0, 0x90, 127, 64, 1, 0x80, 127, 0]))
        #expect(read.score.parts[0].notes.map(\.velocity) == [127, 64])
        #expect(read.score.parts[0].notes.map(\.pitch.midi) == [60, 127])
        #expect(read.problems == ["23 warning"])
    }

    @Test func otherChunksAndStrayBytesAreSkipped() {
        let track = chunk(note + endOfTrack)
        let read = readMIDI(
            header(tracks: 2) + chunk([1, 2, 3], name: "XFIH") + track + [0, 0, 0] + track + [7, 7])
        #expect(read.score.parts.count == 2)
        #expect(read.diagnostics.map(\.severity) == [.warning, .warning])
    }

    @Test func aChunkWithATruncatedHeaderIsSkipped() {
        let read = readMIDI(header() + chunk(note + endOfTrack) + Array("MTrk".utf8) + [0, 0])
        #expect(read.score.parts.map(\.list) == [["0 96 C4"]])
        #expect(read.problems == ["34 warning"])
    }

    @Test func aHeaderMayBeLongerAndEmbeddedInAnotherFile() {
        // The data chunk has 40 bytes.
        var long = Array("RIFF1234RMIDdata".utf8) + [40, 0, 0, 0] + header()
        long[27] = 8
        let read = readMIDI(long + [9, 9] + chunk(note + endOfTrack))
        #expect(read.score.parts.map(\.list) == [["0 96 C4"]])
        #expect(read.problems == [])
        // In anything but RIFF, the bytes before the header are reported.
        let other = readMIDI([1, 2, 3] + header() + chunk(note + endOfTrack))
        #expect(other.score.parts.map(\.list) == [["0 96 C4"]])
        #expect(other.problems == ["1 warning"])
    }

    @Test func distantTimesAreReadWithoutBarLines() {
        let read = readMIDI(midiFile([0xFF, 0xFF, 0xFF, 0x7F, 0x90, 60, 64, 1, 60, 0], division: [0, 1]))
        #expect(read.score.parts[0].list == ["268435455 1 C4"])
        #expect(read.score.barlines.isEmpty)
        #expect(read.problems == ["1 warning"])
        // 5000 times the longest delta time is beyond 2^40 ticks.
        let wait: [UInt8] = [0xFF, 0xFF, 0xFF, 0x7F, 0xC0, 1]
        let far = readMIDI(midiFile(Array([[UInt8]](repeating: wait, count: 5000).joined())))
        #expect(far.problems.count == 1 && far.problems[0].hasSuffix("error"))
    }

    @Test func sixtyThousandTracksAreRead() {
        let track = chunk(note + endOfTrack)
        let read = readMIDI(
            header(tracks: 60_000) + Array([[UInt8]](repeating: track, count: 60_000).joined()))
        #expect(read.score.parts.count == 60_000)
        #expect(read.problems.isEmpty)
    }

    /// Reading truncated or damaged files terminates and gives no negative times.
    @Test func truncatedAndDamagedFilesAreRead() {
        let whole = midiFile(
            meta(3, "T") + [0, 0xFF, 0x51, 3, 9, 9, 9, 0, 0xFF, 0x58, 4, 6, 3, 24, 8, 0, 0xFF, 0x59, 2, 2, 0],
            note + [0, 0xF0, 2, 1, 0xF7, 0, 0xC3, 4] + note + [0x81, 0, 0x99, 40, 9, 9, 40, 0])
        #expect(readMIDI(whole).problems.isEmpty)
        for count in whole.indices { check(Array(whole[..<count])) }
        for place in whole.indices {
            for value: UInt8 in [0, 1, 0x7F, 0x80, 0x90, 0xF0, 0xFF] {
                var changed = whole
                changed[place] = value
                check(changed)
            }
        }
    }

    private func check(_ bytes: [UInt8]) {
        let read = readMIDI(bytes)
        for tune in read.tunes {
            for part in tune.score.parts {
                #expect(
                    part.notes.allSatisfy { $0.onset >= 0 && $0.duration >= 0 && (0..<128).contains($0.pitch.midi) })
                #expect(zip(part.notes, part.notes.dropFirst()).allSatisfy { $0.onset <= $1.onset })
            }
        }
        #expect(!read.tunes.isEmpty || !read.problems.isEmpty)
    }
}
