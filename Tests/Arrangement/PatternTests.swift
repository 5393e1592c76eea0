import MuseArrangement
import MuseMusic
import MuseProtocols
import Testing

@Suite struct PatternTests {
    private let chords = "M:6/8\nR:jig\nK:G\n"

    @Test func signsDivideTheBarAndHoldsProlongThem() throws {
        let band = try Band.fiddle(chords: "guitar", patterns: "jig: {6/8: {guitar: 'B-c F.C'}}")
        let guitar = try #require(try band.arranged(tune(chords + "\"G\"G6|")).parts.last)
        // Root, chord, fifth below, chord: G2 is the lowest G of a guitar, D3 its fifth from E2 on.
        #expect(guitar.strokes == ["0+2 G2", "2+1 G3 B3 D4", "3+1 D3", "5+1 G3 B3 D4"])
        #expect(guitar.notes.map(\.velocity) == [76, 58, 58, 58, 76, 76, 76, 76])
    }

    @Test func barsAfterAStrokeAlternate() throws {
        let band = try Band.fiddle(chords: "guitar", patterns: "jig: {6/8: {guitar: 'B..... | ...C--'}}")
        let guitar = try #require(try band.arranged(tune(chords + "\"G\"G6|G6|G6|")).parts.last)
        #expect(guitar.strokes == ["0+1 G2", "9+3 G3 B3 D4", "12+1 G2"])
    }

    @Test func downStrokesHaveTheBassAndUpStrokesAreStruckFromAbove() throws {
        let band = try Band.fiddle(chords: "guitar", patterns: "jig: {6/8: {guitar: 'D-- U--', loud: 90}}")
        let guitar = try #require(try band.arranged(tune(chords + "\"Em\"G6|")).parts.last)
        #expect(guitar.strokes == ["0+3 E2 E3 G3 B3", "3+3 B3 G3 E3"])
        #expect(Set(guitar.notes.map(\.velocity)) == [90])
    }

    @Test func aRhythmOfAnotherMeterUsesThePatternsOfAnyRhythm() throws {
        let patterns = "jig: {6/8: {guitar: 'B--C--'}}\nany: {3/4: {guitar: 'B C C'}, 4/4: {guitar: 'B C B C'}}"
        let band = try Band.fiddle(chords: "guitar", patterns: patterns)
        let waltz = try #require(try band.arranged(tune("M:3/4\nR:waltz\nK:C\n\"C\"c6|")).parts.last)
        #expect(waltz.strokes.count == 3)
        // 2/2 is as long as 4/4.
        let reel = try #require(try band.arranged(tune("M:C|\nR:reel\nK:C\n\"C\"c8|")).parts.last)
        #expect(reel.strokes.count == 4)
        // 5/4 has none: only the fiddle is left, and the user is told.
        let five = try tune("M:5/4\nK:C\n\"C\"c10|")
        #expect(band.arranged(five).parts.count == 1)
        #expect(band.remarks(on: [five]).first?.contains("guitar what to play in 5/4") == true)
    }

    @Test func commonDancesHavePatterns() throws {
        let band = try Band.fiddle(chords: "piano", drums: "bodhran")
        for (rhythm, meter, eighths) in [
            ("jig", "6/8", 6), ("slip jig", "9/8", 9), ("reel", "C|", 8), ("reel", "4/4", 8), ("hornpipe", "4/4", 8),
            ("polka", "2/4", 4), ("waltz", "3/4", 6), ("march", "6/8", 6), ("slide", "12/8", 12),
            ("strathspey", "C", 8), ("unheard-of", "2/4", 4),
        ] {
            let score = try tune("M:\(meter)\nR:\(rhythm)\nK:G\n\"G\"G\(eighths)|\"D\"A\(eighths)|")
            #expect(band.arranged(score).parts.count == 3, "\(rhythm) \(meter)")
            #expect(band.remarks(on: [score]).isEmpty)
        }
    }

    @Test(arguments: [
        ("jig: {6/8: {guitar: 'D-u X-u'}}", 1, 26, "'X' is no sign of a guitar pattern; known: B, F, C, D, U"),
        ("jig: {6/8: {bodhran: D.uB.u}}", 1, 25, "'B' is no sign of a bodhran pattern; known: D, U, R"),
        ("jig:\n  6/8: {guitar: 'D-uD-u|'}", 2, 25, "a bar of the pattern is empty"),
        ("any: {6/8: {guitar: 'DDDDDDDDDDD'}}", 1, 22, "a bar of 6/8 cannot be divided into 11 equal steps"),
        ("any: {6/9: {guitar: 'D'}}", 1, 7, "expected a meter such as 6/8 or 4/4, found '6/9'"),
        ("any: {6/8: {gitar: 'D'}}", 1, 13, "did you mean 'guitar'?"),
        ("any: {6/8: {guitar: 'D', loud: 0}}", 1, 32, "expected a whole number from 1 to 127, found '0'"),
        ("hornpype: {4/4: {guitar: 'D'}}", 1, 1, "did you mean 'hornpipe'?"),
        ("[a]", 1, 1, "expected a mapping of rhythms, found a list"),
    ]) func mistakesHaveTheirPlace(text: String, line: Int, column: Int, message: String) throws {
        let error = try #require(throws: RecipeErrors.self) { try book(text) }.errors[0]
        #expect(error.mark.map { [$0.line, $0.column] } == [line, column], "\(error)")
        #expect(error.message.contains(message), "\(error.message)")
    }
}
