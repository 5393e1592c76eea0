import MuseImport
import MuseMusic
import MuseProtocols
import Testing

@Suite struct ABCTunebooks {
    @Test func emptyLinesEndTunes() {
        let book = read("X:1\nK:C\nC\n\nsome text between\n\nX:2\nK:G\nF\n")
        #expect(book.tunes.map(\.midi) == [[60], [66]])
        #expect(book.tunes.map { $0.mark?.line } == [1, 7])
        #expect(book.diagnostics.isEmpty)
    }

    @Test func aTuneEndsWhereTheNextBegins() {
        #expect(read("X:1\nK:C\nC\nX:2\nK:C\nD\n").tunes.map(\.midi) == [[60], [62]])
    }

    @Test func theFileHeaderHoldsForAllTunes() {
        let book = read("M:2/4\nL:1/4\nO:Ireland\n\nX:1\nK:C\nC\n\nX:2\nL:1/8\nK:C\nC\n")
        #expect(book.tunes.map(\.durations) == [[1], [0.5]])
        #expect(book.tunes.allSatisfy { $0.score.meters == [Timed(0, Meter(2, 4))] })
        #expect(book.tunes.allSatisfy { $0.score.header.origin == "Ireland" })
    }

    @Test func aTuneWithoutNumberIsReadAndReported() {
        let book = read("T:t\nL:1/4\nK:C\nCDEF|\n")
        #expect(book.tunes.map(\.midi) == [[60, 62, 64, 65]])
        #expect(book.diagnostics.map(\.message) == ["tune without X:"])
    }

    @Test func aTuneWithoutKeyIsInC() {
        let book = read("X:1\nL:1/4\nCDEF|\n")
        #expect(book.tunes.map(\.midi) == [[60, 62, 64, 65]])
        #expect(book.tunes[0].places == ["1:1 warning"])
    }

    @Test(arguments: ["\r\n", "\r"])
    func lineEnds(end: String) {
        let book = read("X:1\nL:1/4\nK:C\nC ] D\n".replacing("\n", with: end))
        #expect(book.tunes.map(\.midi) == [[60, 62]])
        #expect(book.tunes[0].places == ["4:3 warning"])
    }

    @Test func otherEncodings() {
        let text = "X:1\nT:Caf\u{E9}\nK:C\nC\n"
        let latin = text.unicodeScalars.map { UInt8($0.value) }
        let book = ABCImporter().read(latin, name: "t.abc")
        #expect(book.tunes.map(\.score.header.title) == ["Café"])
        #expect(book.diagnostics.map(\.severity) == [.warning])
        #expect(ABCImporter().read([0xEF, 0xBB, 0xBF] + Array(text.utf8), name: "t.abc").diagnostics.isEmpty)
        let wide: [UInt8] =
            [0xFF, 0xFE] + text.utf16.flatMap { unit -> [UInt8] in [UInt8(unit & 255), UInt8(unit >> 8)] }
        #expect(ABCImporter().read(wide, name: "t.abc").tunes.map(\.score.header.title) == ["Café"])
    }

    @Test func filesWithoutATuneAreReported() {
        #expect(read("").diagnostics.map(\.message) == ["the file is empty"])
        #expect(read("just words\n").diagnostics.map(\.severity) == [.error])
        #expect(read("just words\n").tunes.isEmpty)
    }

    @Test func aBadTuneDoesNotAffectOthers() {
        let book = read("X:1\nL:1/4\nK:C\nCDEF|\n\nX:2\nL:1/4\nK:C\nC/0|\n\nX:3\nL:1/4\nK:C\nG|\n")
        #expect(book.tunes.map(\.places) == [[], ["9:1 error"], []])
        #expect(book.tunes[2].midi == [67])
    }
}

@Suite struct ABCHostileInput {
    @Test(arguments: [
        ("[CEG DEF|", "6:1 warning"), ("[| [", "6:4 warning"), ("C] D", "6:2 warning"), ("C \"Am D", "6:3 warning"),
        ("C {ge D|", "6:3 warning"),
        ("C99999999999999999999999 D", "6:1 error"), ("C0 D", "6:1 warning"), ("C/0 D", "6:1 error"),
        ("C (0DE", "6:3 warning"), ("C (99999999999999999999:1DE", "6:3 warning"), ("^ |", "6:1 warning"),
        ("^^^^C", "6:1 warning"), ("C-E", "6:2 warning"), ("C-z", "6:2 warning"), ("-C", "6:1 warning"),
        (">C D", "6:1 warning"), ("C>>>>D", "6:2 warning"), ("CD) E", "6:3 warning"), ("C (DE", "6:3 warning"),
        ("C [K:G", "6:3 warning"), ("CDEF|1-4294967295 GABc|", "6:6 warning"), ("C 1/2 D", "6:3 warning"),
        ("C \u{0} D", "6:3 warning"), ("é C ] D", "6:1 warning"),
    ])
    func isReportedAtItsPlace(body: String, place: String) {
        #expect(tune(body).places.first == place)
    }

    @Test func columnsCountCharactersNotBytes() {
        #expect(tune("\"^é\"C ] D").places == ["6:7 warning"])
    }

    @Test func pitchesOutsideMidiBecomeRests() {
        let read = tune("C\(String(repeating: "'", count: 1_000)) D")
        #expect(read.midi == [62])
        #expect(read.onsets == [1])
        #expect(read.places == ["6:1 warning"])
    }

    @Test(arguments: ["0", "0/4", "1/0", "-1/4", "abc", "1/999999999999999999999999"])
    func invalidUnitLengthsAreIgnored(text: String) {
        let read = read("X:1\nM:4/4\nL:\(text)\nK:C\nC\n").tunes[0]
        #expect(read.places == ["3:3 warning"])
        #expect(read.notes.map(\.duration) == [quarter / 2])
    }

    @Test(arguments: ["0/4", "4/0", "4/3", "nonsense"])
    func invalidMetersAreIgnored(text: String) {
        let read = read("X:1\nM:\(text)\nL:1/4\nK:C\nCDEF|\n").tunes[0]
        #expect(read.score.meters == [Timed(0, .free)])
        #expect(read.places == ["2:3 warning"])
    }

    @Test(arguments: ["0", "1/4=0", "1/0=120", "-120", "1e9", "1/4=1e999", "="])
    func invalidTemposAreIgnored(text: String) {
        let read = tune("C", fields: "Q:\(text)\n")
        #expect(read.score.tempos.isEmpty)
        #expect(read.places == ["5:3 warning"])
    }

    @Test(arguments: ["xyz", "A########", "H"])
    func invalidKeysAreReadAsC(text: String) {
        let read = tune("F", key: text)
        #expect(read.midi == [65])
        #expect(read.places == ["5:3 warning"])
    }

    @Test func diagnosticsAreLimited() {
        let read = tune(String(repeating: "]", count: 10_000))
        #expect(read.diagnostics.count == 41)
        #expect(read.diagnostics.last?.message == "9960 more messages about this tune left out")
    }

    @Test func truncatedAndDamagedTunesDoNotCrash() {
        let text = Array(
            "X:1\nM:6/8\nQ:3/8=90\nK:Dmix_b\n|:\"Am\"(3A>B-[V:2]{/g}[ce]2|1 z:|2 Z2 & c[K:G]|]\nw:a-b _\n".utf8)
        for length in 0...text.count { _ = ABCImporter().read(Array(text[..<length]), name: "t.abc") }
        for i in text.indices {
            for byte in [UInt8(0), 0x0A, 0x22, 0x28, 0x2D, 0x39, 0x5B, 0x7C, 0xFF] {
                var changed = text
                changed[i] = byte
                for tune in ABCImporter().read(changed, name: "t.abc").tunes {
                    #expect(tune.score.parts.allSatisfy { $0.notes.allSatisfy { $0.duration > 0 } })
                }
            }
        }
    }
}
