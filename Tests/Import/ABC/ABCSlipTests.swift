import MuseImport
import MuseMusic
import MuseProtocols
import Testing

/// A slip costs its bar, not the tune: what abc2midi plays is read and reported.
@Suite struct ABCSlips {
    @Test(arguments: [
        ("C0 D E F|", [60, 62, 64, 65]), ("[CE]0 G A B|", [60, 64, 67, 69, 71]), ("[CEG|c4|", [60, 64, 67, 72]),
        ("{ga A4|", [79, 81, 69]), ("C\"ab D2|", [60, 81, 83, 62]), ("[V:1 A4|", [69]), ("A,,,,,,,B4|", [71]),
    ])
    func theTuneIsStillRead(body: String, midi: [Int]) {
        let read = tune(body)
        #expect(read.diagnostics.allSatisfy { $0.severity == .warning })
        #expect(!read.diagnostics.isEmpty)
        #expect(read.midi == midi)
    }

    @Test func lengthZeroIsOne() {
        #expect(tune("C0 z0 D|").onsets == [0, 2])
        #expect(tune("C/0 D|").places == ["6:1 error"])
    }

    @Test func typographicQuotesAreRead() {
        let read = tune("[d3d’] d’ “D”d2 “^it’s”d’|")
        #expect(read.midi == [74, 86, 86, 74, 86])
        #expect(read.score.chordSymbols.map(\.value.description) == ["D"])
        #expect(read.notes[4].marks.annotations == ["^it’s"])
        #expect(read.places.contains("6:5 warning"))
        #expect(read.score.header.titles == ["t"])
    }

    @Test func messagesNameTheBar() {
        let read = tune("G|CDEF|GA c>|cde|defg a|C2-D2:|\n|:E|CDEF|GABc|CDE:|", meter: "4/4")
        #expect(
            read.diagnostics.map { "\($0.bar ?? -1): \($0.message)" } == [
                "2: broken rhythm across a bar line",
                "2: bar 2 lasts 7 eighths, 4/4 needs 8",
                "3: bar 3 lasts 5 eighths, 4/4 needs 8",
                "4: bar 4 lasts 5 quarters, 4/4 needs 4",
                "5: tie without a note of the same pitch after it; ignored",
            ])
        #expect(tune("CDEF|G A B|", meter: "6/8").diagnostics.map(\.message) == ["bar 1 lasts 8 eighths, 6/8 needs 6"])
        #expect("\(tune("CDEF|GAc|cdef|").diagnostics[0])".hasPrefix("t.abc:6:9: warning: bar 2 lasts 3 quarters, 4/4"))
        #expect("\(tune("CDEF|GA-cc|cdef|").diagnostics[0])".hasPrefix("t.abc:6:8: warning: bar 2: tie without"))
    }

    @Test func aDeclaredCharsetIsRead() {
        let latin2: [UInt8] = Array("I:abc-charset iso-8859-2\n\nX:1\nT:P".utf8) + [0xF9] + Array("dka\nK:C\nC\n".utf8)
        let read = ABCImporter().read(latin2, name: "t.abc")
        #expect(read.tunes[0].score.header.titles == ["Půdka"])
        #expect(read.diagnostics.isEmpty)
        let unknown = ABCImporter().read(
            Array("I:abc-charset klingon\n\nX:1\nT:".utf8) + [0xF9, 0x0A] + Array("K:C\nC".utf8), name: "t")
        #expect(unknown.diagnostics.map(\.message).first?.contains("klingon") == true)
    }

    @Test func commentedOutMusicIsIgnored() {
        #expect(read("X:1\nK:C\nCDEF|]\n\n%|:Dddd dcAc|BGGF GABG|\n\nX:2\nK:C\nC|]\n").diagnostics.isEmpty)
    }
}
