import MuseExport
import MuseImport
import MuseProtocols
import Testing

@Suite struct PrintableABCTests {
    @Test func directivesThatReadFilesOrRunPostScriptAreLeftOut() {
        let abc = """
            %%format /etc/passwd
            %%abc-include other.abc
            X:1
            T:Tune
            %%beginps
            /boom {} def
            %%endps
            I:postscript /boom {} def
            %%   EPS picture.eps
            %%beginsvg
            <script>boom</script>
            %%endsvg
            %%scale 3
            K:D
            %%MIDI program 40
            %%vskip 1cm
            [I:ps boom]D2 [I:pos gchord below]E2|[M:3/4]F3|

            """
        let printable = PrintableABC(abc)
        #expect(
            printable.text == """
                X:1
                T:Tune
                K:D
                %%vskip 1cm
                D2 [I:pos gchord below]E2|[M:3/4]F3|

                """)
        #expect(
            printable.dropped == ["format", "abc-include", "beginps", "postscript", "EPS", "beginsvg", "scale", "ps"])
    }

    @Test func aBlockThatIsNotEndedIsLeftOutToTheEnd() {
        #expect(PrintableABC("X:1\n%%beginps\n(boom) show\nK:C\nC|\n").text == "X:1\n")
    }

    @Test func tunesAreNumberedFromOneOn() {
        let printable = PrintableABC("X:7\nT:A\nK:C\nC|\n\nX:7\nT:B\nK:C\nC|\n")
        #expect(printable.tuneCount == 2)
        #expect(printable.text == "X:1\nT:A\nK:C\nC|\n\nX:2\nT:B\nK:C\nC|\n")
    }

    @Test func aDollarSignOfATextIsPrinted() {
        #expect(PrintableABC("T:The $5 Reel\n").text == "T:The $$5 Reel\n")
    }

    /// Without the declaration of the font, the switch cannot be kept.
    @Test func aSwitchOfFontsIsLeftOut() {
        #expect(PrintableABC("%%setfont-1 Courier 12\nT:The $1Fine$0 Reel\n").text == "T:The Fine Reel\n")
    }

    @Test func directivesLeftOutAreLosses() throws {
        let abc = "X:1\nT:Tune\n%%ps boom\nK:D\nDEFG|\n"
        let score = try #require(ABCImporter().read(Array(abc.utf8), name: "t.abc").tunes.first).score
        #expect(SVGExporter().losses(of: [score]) == [["directives (%%ps)"]])
    }
}
