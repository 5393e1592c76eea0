import MuseMusic
import MuseProtocols
import Testing

@Suite struct ABCVoices {
    @Test func eachVoiceIsAPart() {
        let read = tune("V:1\nCDEF|\nV:2\nC,2G,2|\nV:1\nGABc|]\nV:2\nC,4|]", fields: "V:1 name=\"High\"\nV:2 nm=Low\n")
        #expect(read.score.parts.map(\.name) == ["High", "Low"])
        #expect(read.score.parts[0].notes.count == 8)
        #expect(read.score.parts[1].notes.map { $0.onset / quarter } == [0, 2, 4])
        #expect(read.score.barlines.map { $0.onset / quarter } == [4, 8])
        #expect(read.diagnostics.isEmpty)
    }

    @Test func voicesChangeInsideALine() {
        let read = tune("[V:1]CDEF|[V:2]C,4|[V:1]G4|")
        #expect(read.score.parts.map { $0.notes.count } == [5, 1])
        #expect(read.places == ["6:19 warning"])
    }

    @Test func voicesDeclaredAfterTheKeyAreParts() {
        let read = tune("V:1 treble nm=\"Piano\"\nV:2 bass\nV:1\nCDEF|GABc|\nV:2\nC,4|G,4|")
        #expect(read.score.parts.map { $0.notes.map(\.pitch.midi) } == [[60, 62, 64, 65, 67, 69, 71, 72], [48, 55]])
        #expect(read.score.parts.map { $0.notes[0].onset } == [0, 0])
        #expect(read.diagnostics.isEmpty)
    }

    @Test func overlaysMaySpanSeveralBars() {
        let read = tune("CDEF|(&gggg|ffff & cccc|dddd&)|C4|")
        #expect(read.notes.filter { $0.voice == 1 }.map { $0.onset / quarter } == [4, 5, 6, 7, 8, 9, 10, 11])
        #expect(
            read.notes.filter { $0.voice == 0 }.map { $0.onset / quarter } == [
                0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
            ])
        #expect(read.score.barlines.map { $0.onset / quarter } == [4, 8, 12, 16])
        #expect(read.diagnostics.isEmpty)
    }

    @Test func symbolLinesAreAlignedWithTheNotes() {
        let read = tune("C D E z|G2 A2|\ns: \"C\" * \"Am\" | !f! T\nw: a b c d e")
        #expect(read.score.chordSymbols.map { $0.onset / quarter } == [0, 2])
        #expect(read.score.chordSymbols.map(\.value.description) == ["C", "Am"])
        #expect(read.notes.map(\.marks.decorations) == [[], [], [], ["f"], ["trill"]])
        #expect(read.notes.map { $0.marks.lyrics.joined() } == ["a", "b", "c", "d", "e"])
        #expect(read.diagnostics.isEmpty)
        #expect(tune("CD\ns: \"C\" * * *").places == ["7:3 warning"])
        let continued = tune("CDEF|\ns: * !p!\n+: !f!")
        #expect(continued.notes.map(\.marks.decorations) == [[], ["p"], ["f"], []])
    }

    @Test func mergedVoicesShareAPart() {
        let read = tune("V:1\nc4|\nV:2 merge\nE2G2|")
        #expect(read.score.parts.count == 1)
        #expect(read.notes.map(\.voice) == [0, 1, 1])
        #expect(read.notes.map { $0.onset / quarter } == [0, 0, 2])
    }

    @Test func overlaysStartAgainAtTheBar() {
        let read = tune("CDEF|c4&E2G2|C4|")
        #expect(read.score.parts.count == 1)
        #expect(read.notes.map { $0.onset / quarter } == [0, 1, 2, 3, 4, 4, 6, 8])
        #expect(read.notes.map(\.voice) == [0, 0, 0, 0, 0, 1, 1, 0])
        #expect(read.diagnostics.isEmpty)
    }

    @Test func differentBarLinesInASecondVoiceAreReported() {
        let read = tune("V:1\nCDEF|GABc|\nV:2\nCDEFGA|Bc|", meter: "none")
        #expect(read.score.barlines.map { $0.onset / quarter } == [4, 8])
        #expect(read.places == ["9:7 warning"])
    }

    @Test func lyricsGoToTheNotesAbove() {
        let read = tune("CDEF|GA z Bc|\nw:O-ver the sea_ to * Skye~and\nw: se-cond\nCDEF|\nw:a | b")
        let lyrics = read.notes.map(\.marks.lyrics)
        #expect(lyrics[0] == ["O-", "se-"])
        #expect(lyrics[1] == ["ver", "cond"])
        #expect(lyrics[2] == ["the"])
        #expect(lyrics[3] == ["sea_"])
        #expect(lyrics[4] == [])
        #expect(lyrics[5] == ["to"])
        #expect(lyrics[6] == [])
        #expect(lyrics[7] == ["Skye and"])
        #expect(lyrics[8] == ["a"])
    }

    @Test func aBarLineInLyricsMovesToTheNextBar() {
        let lyrics = tune("CDEF|GABc|\nw:a b|c\\-d").notes.map { $0.marks.lyrics.first ?? "" }
        #expect(lyrics == ["a", "b", "", "", "c-d", "", "", ""])
    }

    @Test func anEscapedHyphenIsASyllable() {
        let lyrics = tune("CDEF\nw: Al\\u002a \\- le-lu").notes.map { $0.marks.lyrics.first ?? "" }
        #expect(lyrics == ["Al*", "-", "le-", "lu"])
    }

    @Test func moreSyllablesThanNotesAreReported() {
        let read = tune("CD\nw:a b c")
        #expect(read.places == ["7:3 warning"])
        #expect(read.notes.count == 2)
    }
}
