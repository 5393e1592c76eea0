import MuseExport
import MuseImport
import MuseMusic
import MuseProtocols
import Testing

/// Where notes are in ABC text, on the staff and in time.
@Suite struct StaffTests {
    private static func score(_ abc: String) throws -> Score {
        try #require(ABCImporter().read(Array("X:1\nM:4/4\nL:1/8\nK:D\n\(abc)\n".utf8), name: "a.abc").tunes.first)
            .score
    }

    private static func drawing(_ text: String) -> StaffSVG? { StaffSVG(Array(text.utf8)[...]) }

    @Test func placesAreTheFirstCharactersOfNotesChordsAndRests() throws {
        let score = try Self.score("|: !trill!^A2 {g}\"D\"[DA]2 z2 (3DEF | G4-G4 :|")
        let abc = PlacedABC([score], heading: "%%titles 0\n")
        let text = abc.text
        let found = try #require(abc.places[0]).map { place in
            (String(UnicodeScalar(text[place.offset])), place.ticks.lowerBound / 1_680)
        }
        // Sixths of a quarter: the triplet's notes last two each.
        #expect(found.map(\.0) == ["^", "[", "z", "D", "E", "F", "G", "G"])
        #expect(found.map(\.1) == [0, 6, 12, 18, 20, 22, 24, 36])
    }

    @Test func linesCountFromOneAndColumnsFromZero() {
        let lines = LineStarts(Array("ab\n\ncd".utf8))
        #expect(lines.place(of: 1) == LineStarts.Place(line: 1, column: 1))
        #expect(lines.place(of: 3) == LineStarts.Place(line: 2, column: 0))
        #expect(lines.place(of: 5) == LineStarts.Place(line: 3, column: 1))
    }

    @Test func drawingsLoseMarksCommentsAndNamespaces() throws {
        let svg = try #require(
            Self.drawing(
                """
                <svg xmlns="http://www.w3.org/2000/svg" version="1.1"
                	xmlns:xlink="http://www.w3.org/1999/xlink" color="black"
                	width="690.00px" height="80.50px">
                <style type="text/css">.fill {fill: currentColor}</style>
                <title>a.abc (1)</title>
                <!-- CreationDate: today -->
                <g stroke-width="0.70">
                <defs>
                <g id="hd" class="fill"><circle cx="0" cy="-9"
                	r="1.2"/></g>
                </defs>
                <use x="10.00" y="20.00" xlink:href="#hd"/>
                <abc type="N" row="7" col="3" x="5.00" y="6.50" width="13.00" height="32"/>
                <abc type="B" row="7" col="5" x="9.00" y="6.50" width="13.00" height="32"/>
                <path d="m1 2
                	h3"/>
                <text x="1">a &amp; b</text>
                </g>
                </svg>
                """))
        #expect(svg.width == 690 && svg.height == 80.5)
        #expect(
            svg.content
                == ##"<g stroke-width="0.70"><use x="10.00" y="20.00" href="#hd"/><path d="m1 2 h3"/>"##
                + ##"<text x="1">a &amp; b</text></g>"##)
        #expect(svg.definitions.map(\.id) == ["hd"])
        #expect(svg.definitions[0].text == #"<g id="hd" class="fill"><circle cx="0" cy="-9" r="1.2"/></g>"#)
        #expect(
            svg.marks == [
                StaffSVG.Mark(row: 7, column: 3, box: StaffBox(x: 5, y: 6.5, width: 13, height: 32))
            ])
        #expect(Self.drawing("no drawing") == nil)
    }

    /// Two voices and a repeat: a step for each onset, from left to right.
    @Test(.enabled(if: Staff.canEngrave)) func stepsAreTheOnsetsOfAllVoices() throws {
        let score = try Self.score("|: D2 E2 [FA]4 & z6 D,2 | G8 :|")
        let staff = try #require(try Staff.staves(of: [score])[0])
        #expect(staff.steps.map { $0.ticks.lowerBound / 10_080 } == [0, 1, 2, 3, 4])
        #expect(staff.steps.last?.ticks.upperBound == 8 * 10_080)
        let places = staff.steps.map(\.box.x)
        #expect(places == places.sorted())
        #expect(staff.steps.allSatisfy { $0.box.width > 5 && $0.box.x + $0.box.width <= staff.drawing.width })
    }
}
