import MuseEvaluation
import MuseMusic
import Testing

@Suite struct SectionsTests {
    @Test(
        arguments: [
            // Starts and ends of pickup, bars and later endings, in eighths.
            ("A4:8 | A4:8 | A4:8 |]", ["0-8 8-16 16-24"]),
            ("|: A4:8 | A4:8 :| A4:8 | A4:8 ||", ["0-8 8-16", "16-24 24-32"]),
            ("|: A4:8 :| |: A4:8 :| |: A4:8 :|", ["0-8", "8-16", "16-24"]),
            // A pickup, its complement at the end of the section, and the next pickup.
            ("A4:2 |: A4:8 | A4:6 :| |: A4:2 | A4:8 | A4:6 |]", ["(0-2) 2-10 10-16", "(16-18) 18-26 26-32"]),
            ("|: A4:2 | A4:8 :| A4:8 |]", ["(0-2) 2-10", "10-18"]),
            // First and second endings, with and without a section after them.
            (
                "|: A4:8 |1 A4:8 :|2 A4:8 || A4:8 |1 A4:8 | A4:8 :|2 A4:8 | A4:8 |]",
                ["0-8 8-16 / 16-24", "24-32 32-40 40-48 / 48-56 56-64"]
            ),
            ("A4:2 |: A4:8 |1 A4:6 A4:2 :|2 A4:6 |: A4:2 | A4:8 :|", ["(0-2) 2-10 10-18 / 18-24", "(24-26) 26-34"]),
            ("", []),
            ("A4:2", ["(0-2)"]),
        ] as [(String, [String])])
    func sectionsAreBetweenRepeatsAndHeavyBarLines(text: String, expected: [String]) {
        let found = tune(text).sections().map { section in
            let words = { (bars: [Bar]) in bars.map { "\($0.start)-\($0.end)" } }
            let later = section.laterEndings.isEmpty ? [] : ["/"] + words(section.laterEndings)
            let pickup = section.pickup.map { ["(\($0.start)-\($0.end))"] } ?? []
            return (pickup + words(section.bars) + later).joined(separator: " ")
        }
        #expect(found == expected)
    }

    @Test func freeTimeHasNoPickups() {
        #expect(tune("A4:2 | A4:8 |]", meter: .free).sections().map(\.bars.count) == [2])
        #expect(tune("A4:2 | A4:8 |]", meter: nil).sections().map(\.bars.count) == [2])
    }
}
