import MuseImport
import Testing

@Suite struct TuneScannerTests {
    /// Returns a scanner at the first line of `text`.
    private func started(_ text: String) -> TuneScanner {
        var scanner = tuneScanner(text)
        let hasLine = scanner.nextLine()
        #expect(hasLine)
        return scanner
    }

    private func value(_ item: LineItem, _ scanner: TuneScanner) -> String? {
        switch item {
        case .field(let field): "\(Unicode.Scalar(field.letter)) '\(scanner.string(field.value))' at \(field.offset)"
        case .directive(let range): "directive '\(scanner.string(range))'"
        case .text(let range): "text '\(scanner.string(range))'"
        case .comment: "comment"
        case .music: "music"
        }
    }

    @Test(arguments: [
        ("T: The Lark % old", "T 'The Lark' at 2"), ("T:50\\% off", "T '50\\% off' at 2"), ("+:more", "+ 'more' at 2"),
        ("%%MIDI program 3 ", "directive 'MIDI program 3'"), ("% words", "comment"),
        ("some words", "text 'some words'"),
        (" T:x", "text 'T:x'"), ("|:C", "text '|:C'"),
    ])
    func linesOfAHeader(line: String, expected: String) {
        let scanner = started(line)
        #expect(value(scanner.headerLine(), scanner) == expected)
    }

    @Test(arguments: [
        ("K:G", "K 'G' at 2"), ("w:la la", "w 'la la' at 2"), ("+:more", "+ 'more' at 2"), ("C:|", "music"),
        ("G::", "music"), (" K:G", "music"), ("CDEF|", "music"), ("%%text", "directive 'text'"),
        ("  % words", "comment"),
    ])
    func linesOfABody(line: String, expected: String) {
        var scanner = started(line)
        let item = scanner.bodyLine()
        #expect(value(item, scanner) == expected)
    }

    @Test func placesAreInTheCurrentLine() {
        var scanner = started("CDE\nFGA")
        let hasSecond = scanner.nextLine()
        #expect(scanner.place(5) == TextPlace(offset: 5, lineStart: 4, line: 2))
        let hasThird = scanner.nextLine()
        #expect(hasSecond && !hasThird)
    }

    @Test func aChordHasItsOwnItems() {
        var scanner = started("[C2-!p!\"x\"z_E]2")
        _ = scanner.next()
        var items: [String] = []
        while let item = scanner.nextInChord() {
            items.append(describe(item, scanner))
            if item.kind == .chordEnd { break }
        }
        #expect(
            items == [
                "1 note C4 2/1", "3 tie", "4 decoration p", "7 text 'x'", "10 rest 1/1", "11 note E4 alter -1 1/1",
                "13 chord end",
            ])
        let length = scanner.length()
        #expect(length.numerator == 2)
    }

    @Test func aByteThatIsInvalidInAChordStaysUnscanned() {
        var scanner = started("[C|D")
        _ = scanner.next()
        _ = scanner.nextInChord()
        let inChord = scanner.nextInChord().map { describe($0, scanner) }
        let afterChord = scanner.next().map { describe($0, scanner) }
        #expect(inChord == "2 unscanned |")
        #expect(afterChord == "2 bar single")
    }

    @Test func aChordContinuesInTheNextLine() {
        var scanner = started("[C\nEG]")
        _ = scanner.next()
        _ = scanner.nextInChord()
        let atLineEnd = scanner.nextInChord()
        let isContinued = scanner.continueChord()
        let inNextLine = scanner.nextInChord().map { describe($0, scanner) }
        #expect(atLineEnd == nil && isContinued)
        #expect(inNextLine == "3 note E4 1/1")
    }

    @Test func aChordDoesNotContinueInALineWithABarLineBeforeItsEnd() {
        var scanner = started("[C\nEG|]")
        _ = scanner.next()
        _ = scanner.nextInChord()
        let isContinued = scanner.continueChord()
        #expect(!isContinued)
    }

    @Test func graceNotesEndAtTheirBrace() {
        var scanner = started("{g-^e}")
        _ = scanner.next()
        var item = scanner.nextInGraces()
        #expect(describe(item, scanner) == "1 note G5 1/1")
        while case .note = item.kind { item = scanner.nextInGraces() }
        #expect(describe(item, scanner) == "5 graces end")
    }

    @Test func theNotesOfAnOldChordEndAtItsSecondPlus() {
        var scanner = started("+C^E+2D")
        _ = scanner.next()
        var items: [String] = []
        while let item = scanner.nextInOldChord(to: 4) { items.append(describe(item, scanner)) }
        #expect(items == ["1 note C4 1/1", "2 note E4 alter 1 1/1"])
        let length = scanner.length()
        #expect(length.numerator == 2)
    }
}
