import MuseProtocols
import Testing

@Suite struct SourcePlacesTests {
    private let text = Array("ab\ncé d\r\n\nx".utf8)

    private func place(_ mark: SourceMark) -> String { "\(mark.line):\(mark.column)" }

    /// Offsets: a 0, b 1, LF 2, c 3, é 4-5, space 6, d 7, CR 8, LF 9, LF 10, x 11.
    @Test func offsetsBecomeLinesAndColumnsOfCharacters() {
        var places = SourcePlaces(text, of: SourceFile(name: "t", text: ""))
        let offsets = [0, 1, 3, 6, 7, 10, 11, 40, 4, 0, 7]
        #expect(
            offsets.map { place(places.mark(at: $0)) } == [
                "1:1", "1:2", "2:1", "2:3", "2:4", "3:1", "4:1", "4:2", "2:2", "1:1", "2:4",
            ])
    }

    @Test func aKnownLineKeepsItsNumber() {
        var places = SourcePlaces(text, of: SourceFile(name: "t", text: ""))
        #expect(place(places.mark(at: 7, line: 30, lineStart: 3)) == "30:4")
        #expect(place(places.mark(at: 4, line: 30, lineStart: 3)) == "30:2")
        #expect(place(places.mark(at: 1, line: 29, lineStart: 0)) == "29:2")
    }

    @Test func linesOfASourceHaveNoTerminators() {
        let source = SourceFile(name: "t", text: "ab\ncé d\r\n\nx")
        #expect((0...5).map { String(source.line($0)) } == ["", "ab", "cé d", "", "x", ""])
        #expect(SourceFile(name: "t", text: "").line(1) == "")
        #expect(SourceFile(name: "t", text: "a\n").line(2) == "")
    }
}
