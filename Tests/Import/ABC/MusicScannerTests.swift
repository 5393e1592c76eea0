import MuseImport
import Testing

@Suite struct MusicScannerTests {
    @Test(arguments: [
        ("C", ["0 note C4 1/1"]),
        ("b'' c, C,,", ["0 note B7 1/1", "4 note C4 1/1", "7 note C2 1/1"]),
        ("^F2 __B/ =c3/4", ["0 note F4 alter 1 2/1", "4 note B4 alter -2 1/2", "9 note C5 alter 0 3/4"]),
        ("A// B/3 c0", ["0 note A4 1/4", "4 note B4 1/3", "8 note C5 1/1"]),
        ("^^^G ^/2A", ["0 note G4 alter 2 1/1", "5 note A4 alter 0 1/1"]),
        ("^ |", ["0 stray accidental", "2 bar single"]),
        ("z2 x Z4 X", ["0 rest 2/1", "3 invisible rest 1/1", "5 bars 4/1", "8 invisible bars 1/1"]),
    ])
    func notesAndRests(music: String, expected: [String]) { #expect(items(music) == expected) }

    @Test(arguments: [
        ("C|D", "1 bar single"), ("C||", "1 bar double"), ("C|]", "1 bar final"), ("C[|", "1 bar initial"),
        ("C.|", "1 bar dotted"), ("C[|]", "1 bar invisible"), ("C|:", "1 bar single:"), ("C:|", "1 bar :single"),
        ("C::", "1 bar :single:"), ("C|:|", "1 bar :single:"), ("C:|2", "1 bar :single [2]"),
        ("C|1-3,5", "1 bar single [1, 2, 3, 5]"), ("C [2", "2 ending [2]"),
        ("C [\"1. prima\" D", "2 ending [1] '1. prima'"),
        ("C| 2 D", "3 loose ending [2]"), ("C 2 D", "2 stray number"), ("CE: D", "2 stray colon"),
    ])
    func barLinesAndEndings(music: String, expected: String) { #expect(items(music).dropFirst().contains(expected)) }

    @Test(arguments: [
        ("(3", "0 tuplet 3::"), ("(5:4:6", "0 tuplet 5:4:6"), ("(3::2", "0 tuplet 3::2"), ("(C", "0 slur start"),
        ("(&C", "0 overlay of bars"), ("C)", "1 slur end"), ("C>>D", "1 broken long 2"), ("C<D", "1 broken short 1"),
        ("C-C", "1 tie"), ("C&D", "1 overlay"), ("C&)D", "1 overlay of bars end"), ("{/g}", "0 acciaccatura"),
        ("{ge}", "0 graces"), ("{ge|}", "0 graces not closed"), ("[CE]", "0 chord"),
        ("?|", "0 open bar"), ("?:|", "0 open bar before a section end"), ("? C", "0 other '?'"),
    ])
    func groups(music: String, expected: String) { #expect(items(music).contains(expected)) }

    @Test(arguments: [
        ("\"Am7\"C", "0 text 'Am7'"), ("\"a\\\"b\"", "0 text 'a\\\"b'"), ("\"Am C", "0 text not closed"),
        ("!trill!C", "0 decoration trill"), ("+plus+C", "0 decoration plus"), ("!mine!C", "0 decoration mine"),
        ("+CEG+", "0 old chord to 4"), ("+ C", "0 stray plus"), ("~C", "0 other '~'"), (".C", "0 staccato"),
        ("[K:Gm ] C", "0 field K 'Gm '"), ("[M:3/4", "0 field not closed"), ("é", "0 other 'é'"),
    ])
    func marksAndFields(music: String, expected: String) { #expect(items(music).first == expected) }

    @Test func spaceLineBreaksAndCommentsAreNotItems() {
        #expect(items(" C `D!EF!y2*$;\\ % G|") == ["1 note C4 1/1", "4 note D4 1/1", "6 note E4 1/1", "7 note F4 1/1"])
    }

    @Test func aDotBeforeASlurOrTieIsPartOfIt() {
        #expect(items(".(C.-D") == ["0 dotted slur start", "2 note C4 1/1", "4 tie", "5 note D4 1/1"])
    }
}
