import MuseProtocols
import MuseTokenizers
import Testing

/// Properties of `abc` tokens that models use: clock, conditions and bars.
@Suite struct ABCReadingTests {
    private let tokenizer: ABCTokenizer

    init() throws { tokenizer = try ABCTokenizer(settings(["form": "true"], for: ABCTokenizer.schema)) }

    private func ids(_ text: String) throws -> [TokenID] {
        try text.split(separator: " ").map { name in
            TokenID(try #require(tokenizer.vocabulary.names.firstIndex(of: String(name)), "no token '\(name)'"))
        }
    }

    /// The clock before each token: sixteenths since the bar line and bars since the section began, both counted from
    /// 1, or 0 in the header.
    private func shown(_ text: String) throws -> [[Int]] {
        var clock = try #require(tokenizer.clock)
        return try ids(text).map { token in
            defer { clock.advance(token) }
            return [clock[0], clock[1]]
        }
    }

    @Test func theClockCountsSixteenthsOfPlainNotes() throws {
        // A quarter, an eighth and a dotted quarter in 6/8.
        let places = try shown("R:jig M:6/8 L:1/8 K:D mode:major 1 x2 3 5 x3 | 1")
        #expect(places.map { $0[0] } == [0, 0, 0, 0, 0, 1, 3, 5, 7, 9, 13, 1])
    }

    @Test func theClockCountsDottedPairsTupletsChordsAndRests() throws {
        // A dotted pair of 3 + 1 sixteenths, three eighths in the time of two, a chord and a rest of an eighth.
        let places = try shown("R:reel M:4/4 L:1/8 K:D mode:major 1 > 3 (3:2:3 1 3 5 [ 1 3 ] z | 1")
        #expect(places.dropFirst(5).map { $0[0] } == [1, 3, 4, 5, 5, 6, 7, 9, 9, 9, 9, 11, 13, 1])
    }

    /// A long note that is twice part of a broken pair of 3 + 1 sixteenths: 16, 3 and -10 sixteenths.
    @Test func theClockNeverGoesBelowTheBarLine() throws {
        let places = try shown("R:reel M:4/4 L:1/8 K:D mode:major 1 x8 > > 3")
        #expect(places.dropFirst(5).map { $0[0] } == [1, 3, 17, 4, 1])
    }

    @Test func theClockCountsBarsOfASection() throws {
        let places = try shown("R:jig M:6/8 L:1/4 K:D mode:major |: 1 x3 | 1 x3 | cadence 1 x3 :| 1")
        #expect(places.dropFirst(5).map { $0[1] } == [1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 1])
    }

    /// The bar before each token after the header.
    private func bars(_ text: String) throws -> [Int?] {
        var clock = try #require(tokenizer.clock)
        return try ids("R:jig M:6/8 L:1/4 K:D mode:major " + text).map { token in
            defer { clock.advance(token) }
            return clock.bar
        }.dropFirst(5).map { $0 }
    }

    /// Two sections of two bars, with pickups of a quarter that the last bars leave room for, with pickups after full
    /// bars, and without.
    @Test func pickupsDoNotShiftTheBars() throws {
        let withRoom = try bars("1 | 1 x3 | 1 x2 |: 1 | 1 x3 | 1 x2 :|")
        #expect(withRoom == [0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3])
        let afterFullBars = try bars("1 x3 | 1 x3 |: 1 | 1 x3 | 1 x3 :|")
        #expect(afterFullBars == [0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3])
        #expect(try bars("|: 1 x3 | 1 x3 :| 1 x3 | 1 x3 :|") == [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3])
    }

    @Test func aBarByItselfStartsAtItsBeginning() throws {
        var clock = try #require(tokenizer.clock)
        for token in try ids("R:jig M:6/8 L:1/8 K:D mode:major 1 3 5") { clock.advance(token) }
        clock.startBar()
        #expect([clock[0], clock[1]] == [1, 1])
    }

    @Test func theHeaderIsTheConditionExceptForTheUnit() throws {
        let tokens = try ids("R:jig M:6/8 L:1/8 K:D mode:major section:8:repeated |: 1 cadence <end>")
        #expect(
            tokens.map(tokenizer.isCondition)
                == [true, true, false, true, true, true, false, false, false, false])
    }

    @Test func contentsOfBarsExcludeLinesCadencesAndTies() throws {
        let tokens = try ids("R:jig M:6/8 L:1/8 K:D mode:major 1 x2 | 3 x6 | 5 x6 - | 5 x6 | cadence 1 x6 |] <end>")
        let contents = tokenizer.barContents(tokens[...]).map { Array(tokens[$0]) }
        #expect(contents == [try ids("1 x2"), try ids("3 x6"), try ids("1 x6")])
    }
}
