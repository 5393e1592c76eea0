import MuseExport
import MuseImport
import MuseMusic
import MuseProtocols
import Testing

/// Tunes that were read from ABC stay as their authors wrote them.
@Suite struct ABCPageTests {
    private func converted(_ text: String, _ edit: (inout [Score]) -> Void = { _ in }) throws -> String {
        var scores = ABCImporter().read(Array(text.utf8), name: "t.abc").tunes.map(\.score)
        edit(&scores)
        let exporter = ABCExporter()
        let text = try exporter.write(scores, provenance: nil)
        let tunes = scores.compactMap { exporter.bookTune($0, findsLosses: true) }
        #expect(try exporter.write(tunes) == text, "tunes encoded by themselves")
        #expect(exporter.losses(of: tunes) == exporter.losses(of: scores))
        return String(decoding: text, as: UTF8.self)
    }

    private let book = """
        % collected by hand
        M:6/8

        X:3
        T:One % a remark
        R:Slip-Jig
        r: mine
        %%scale 0.7
        L:1/16
        V:T name="Fiddle" snm="F."
        m: ~n2 = (3o/n/m/ n
        K:Hp
        %%staves {T}
        V:T
        A2|{Gdc}d3 c2 d   [ce2]2 (3aaa|!fine!\\
        "G(Em)"^/d2d2 d2z2y.(d2 d2.)||
        w: a b~c
        W: end

        Free text.

        X:4
        K:C

        """

    @Test func everythingOnThePageIsKept() throws {
        #expect(try converted(book) == book)
    }

    @Test func lineEndsAndEncodingAreUnified() throws {
        #expect(try converted("X:1\r\nK:C\r\nC2|]") == "X:1\nK:C\nC2|]\n")
        let latin1 = Array("%%abc-charset iso-8859-1\nX:1\nT:".utf8) + [0xE9] + Array("\nK:C\nC\n".utf8)
        let scores = ABCImporter().read(latin1, name: "t").tunes.map(\.score)
        let text = String(decoding: try ABCExporter().write(scores, provenance: nil), as: UTF8.self)
        #expect(text == "%%abc-charset utf-8\nX:1\nT:é\nK:C\nC\n")
    }

    @Test func aTuneThatChangedIsWrittenInCanonicalForm() throws {
        let text = "X:1\nT:A\nL:1/16\nM:2/4\nK:C\nC4 D4|\n\nX:2\nT:B\nL:1/16\nM:2/4\nK:C\nC4 D4|\n"
        let moved = try converted(text) { $0[1] = $0[1].transposed(Transposition(semitones: 2)) }
        #expect(
            moved == "%abc-2.1\nX:1\nT:A\nL:1/16\nM:2/4\nK:C\nC4 D4|\n\nX:2\nT:B\nM:2/4\nL:1/4\nK:D\nD E |\n")
        let tidy = try converted(text) { for i in $0.indices { $0[i].page = nil } }
        #expect(tidy.hasPrefix("%abc-2.1\nX:1\nT:A\nM:2/4\nL:1/4\nK:C\nC D |\n\nX:2\n"))
    }

    @Test func aFileHeaderAppliesToNoOtherTunes() throws {
        // A tune of another file would change under the header L:1/16.
        var scores = ABCImporter().read(Array("L:1/16\n\nX:1\nM:2/4\nK:C\nC8|\n".utf8), name: "a").tunes.map(\.score)
        scores += ABCImporter().read(Array("X:2\nM:2/4\nK:C\nC8|\n".utf8), name: "b").tunes.map(\.score)
        let bytes = try ABCExporter().write(scores, provenance: nil)
        let again = ABCImporter().read(bytes, name: "c").tunes.map(\.score)
        #expect(again == scores)
    }

    @Test func tunesWithoutAnEmptyLineBetweenThemStaySeparate() throws {
        let text = "X:1\nK:C\nC|\nX:2\nK:C\nD|\n"
        #expect(try converted(text) == text)
        #expect(try converted(text) { $0.removeFirst() } == "X:2\nK:C\nD|\n")
        #expect(try converted("X:1\nK:C\nC|\n\nX:2\nK:C\nD|\n") { $0.removeFirst() } == "X:2\nK:C\nD|\n")
        let unnumbered = "T:a\nK:C\nC|\n\nT:b\nK:C\nD|\n"
        #expect(try converted(unnumbered) == unnumbered)
    }

    @Test func typographicQuotesAreRepaired() throws {
        #expect(try converted("X:1\nT:O’Neill\nK:C\nd’2“Am”e|\n") == "X:1\nT:O’Neill\nK:C\nd'2\"Am\"e|\n")
    }

    @Test func namedCharactersAreWrittenInUTF8() throws {
        let text = "X:1\nT:&copy; \\'e &amp; \\&eacute;\nK:C\nC & c|\nw:&eacute;\n"
        #expect(try converted(text) == "X:1\nT:© \\'e &amp; \\&eacute;\nK:C\nC & c|\nw:é\n")
    }

    @Test func pagesDoNotCountInComparisons() {
        var score = Score()
        score.page = Page(format: "abc", fileHeader: "", before: "", text: "X:1\n", after: "", of: score)
        #expect(score == Score())
        #expect(score.page?.shows(score) == true)
        score.header.titles = ["new"]
        #expect(score.page?.shows(score) == false)
    }

    @Test func anErrorNamesTheTune() {
        var scores = ABCImporter().read(Array(book.utf8), name: "t.abc").tunes.map(\.score)
        scores[1].header.titles = ["Two"]
        scores[1].ticksPerQuarter = 0
        let exporter = ABCExporter()
        let expected = ExportError("tune 2 (Two): a quarter has 0 ticks, expected 1 to 16777216")
        #expect(throws: expected) { try exporter.write(scores, provenance: nil) }
        let tunes = scores.compactMap { exporter.bookTune($0, findsLosses: true) }
        #expect(throws: expected) { try exporter.write(tunes) }
    }
}
