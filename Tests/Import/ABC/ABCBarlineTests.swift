import MuseMusic
import MuseProtocols
import Testing

@Suite struct ABCBarlines {
    private func lines(_ body: String) -> [Barline] { tune(body).score.barlines }

    @Test(arguments: [
        ("|", Barline(onset: 0, style: .single)), ("||", Barline(onset: 0, style: .double)),
        ("|]", Barline(onset: 0, style: .final)), ("[|", Barline(onset: 0, style: .initial)),
        (".|", Barline(onset: 0, style: .dotted)), ("[|]", Barline(onset: 0, style: .invisible)),
        (":|", Barline(onset: 0, endsRepeat: true)), ("|:", Barline(onset: 0, startsRepeat: true)),
        ("::", Barline(onset: 0, endsRepeat: true, startsRepeat: true)),
        (":|:", Barline(onset: 0, endsRepeat: true, startsRepeat: true)),
        (":||:", Barline(onset: 0, style: .double, endsRepeat: true, startsRepeat: true)),
        (":|]", Barline(onset: 0, style: .final, endsRepeat: true)),
        (":|2", Barline(onset: 0, endsRepeat: true, endings: [2])), ("|1", Barline(onset: 0, endings: [1])),
        ("|1,3", Barline(onset: 0, endings: [1, 3])), ("|[1-3", Barline(onset: 0, endings: [1, 2, 3])),
        (" [1", Barline(onset: 0, style: .none, endings: [1])),
    ])
    func spellings(text: String, expected: Barline) {
        var expected = expected
        expected.onset = 4 * quarter
        #expect(lines("CDEF\(text) GABc").first == expected)
    }

    @Test func barLinesAtOneTimeAreMerged() {
        #expect(lines("CDEF|\n|:GABc:|\n|]").count == 2)
        #expect(lines("CDEF|\n|:GABc:|\n|]")[0] == Barline(onset: 4 * quarter, startsRepeat: true))
        #expect(lines("CDEF|\n|:GABc:|\n|]")[1] == Barline(onset: 8 * quarter, style: .final, endsRepeat: true))
    }

    @Test func aPlainBarLineBeforeTheMusicIsDropped() {
        #expect(lines("| CDEF|").map(\.onset) == [4 * quarter])
        #expect(lines("|: CDEF:|")[0] == Barline(onset: 0, startsRepeat: true))
    }

    @Test func repeatsWithEndings() {
        let read = lines("|:CDEF|1 GABc:|2 cBAG|]")
        #expect(read.map { $0.onset / quarter } == [0, 4, 8, 12])
        #expect(read.map(\.endings) == [[], [1], [2], []])
        #expect(read.map(\.endsRepeat) == [false, false, true, false])
    }

    @Test func barsOfWrongLengthAreReportedAtTheirBarLine() {
        let read = tune("CDEF|GAB|cdef|gabc'd'|C4|]")
        #expect(read.places == ["6:9 warning", "6:22 warning"])
        #expect(
            read.diagnostics.map(\.message) == [
                "bar 2 lasts 3 quarters, 4/4 needs 4", "bar 4 lasts 5 quarters, 4/4 needs 4",
            ])
    }

    @Test func pickupsAndSectionEdgesMayBeShort() {
        #expect(tune("C|DEFG|ABc:|\n|:d|efga|gfe:|").diagnostics.isEmpty)
        // The end of a strain and the pickup of the next make a full bar.
        #expect(tune("C|DEFG|ABc|\nd|efga|gfed|]").diagnostics.isEmpty)
        #expect(tune("CDE|F|GABcdefg", meter: "none").diagnostics.isEmpty)
    }

    @Test func aMissingBarLineAtALineEndIsInserted() {
        let read = tune("CDEF|^GABc\nGBAG|FEDC\nCDEF|]")
        #expect(read.score.barlines.map { $0.onset / quarter } == [4, 8, 12, 16, 20])
        #expect(read.midi[8] == 68)
        #expect(read.places == ["7:1 warning"])
        // A line break inside a bar adds no bar line.
        #expect(tune("CDEF|GA\nBc|]").score.barlines.map { $0.onset / quarter } == [4, 8])
    }

    @Test func colonsCountHowOftenASectionIsPlayed() {
        #expect(lines("|:: CDEF ::|")[1] == Barline(onset: 4 * quarter, endsRepeat: true, playCount: 3))
        #expect(lines("|::: CDEF :|")[1].playCount == 4)
        #expect(lines("|: CDEF ::|: GABc :|").map(\.playCount) == [2, 3, 2])
        #expect(tune("|:: CDEF ::|").score.played().parts[0].notes.count == 12)
    }

    @Test func decorationsOnBarLinesStayThere() {
        let read = tune("CDEF !fermata!|CDEF !fine!||CDEF !segno!|:CDEF !D.C.!:|")
        #expect(read.score.barlines.map(\.decorations) == [["fermata"], ["fine"], ["segno"], ["D.C."]])
        #expect(read.notes.filter { !$0.marks.isEmpty }.isEmpty)
        // After the last bar line, and on that of a second voice.
        #expect(tune("CDEF|] !D.S.!").score.barlines.map(\.decorations) == [["D.S."]])
        #expect(tune("V:1\nC4|\nV:2\nE4 !fine!|").score.barlines.map(\.decorations) == [["fine"]])
        // A bar line without meaning holds no decoration.
        #expect(tune("!trill!|C4|").notes[0].marks.decorations == ["trill"])
    }

    @Test func aMirroredDoubleRepeatIsOne() {
        #expect(lines("|:CDEF|:|GABc:|")[1] == Barline(onset: 4 * quarter, endsRepeat: true, startsRepeat: true))
    }

    @Test func aRepeatThatNeverEndsIsReported() {
        #expect(tune("|:CDEF|GABc|]").places == ["6:1 warning"])
        #expect(tune("CDEF:|GABc:|").diagnostics.isEmpty)
    }
}
