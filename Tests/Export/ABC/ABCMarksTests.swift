import MuseExport
import MuseImport
import MuseMusic
import MuseProtocols
import Testing

@Suite struct ABCMarksTests {
    @Test func marksAreInTheStandardsOrder() throws {
        var tune = Tune(Meter(2, 4))
        tune.score.chordSymbols = [Timed(0, ChordSymbol(root: PitchClass(step: 5), kind: "m"))]
        tune.notes("C4", 2) {
            $0.marks.slurStarts = 1
            $0.marks.graces = Graces([.init(pitch: pitch("D4"), duration: Tune.eighth)], isAcciaccatura: true)
            $0.marks.annotations = ["_low"]
            $0.marks.decorations = ["trill", "turn", "staccato", "roll"]
        }
        tune.notes("D4", 2) { $0.marks.slurEnds = 1 }
        tune.bar()
        #expect(try body(tune.score) == "({/D}\"Am\"\"_low\"!turn!T.~C2 D2) |\n")
    }

    @Test func aChordSymbolWithinANoteSplitsIt() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("C4 C4")
        tune.notes("C4", 2)
        tune.score.chordSymbols = [
            Timed(0, ChordSymbol(root: PitchClass(step: 0))),
            Timed(3 * Tune.eighth, ChordSymbol(root: PitchClass(step: 4), kind: "7")),
        ]
        tune.bar()
        #expect(try abc(tune.score).hasSuffix("\n\"C\"CC C-\"G7\"C |\n"))
    }

    @Test func chordsAreTiedAsAWholeOrNoteByNote() throws {
        var tune = Tune(Meter(2, 4))
        for (i, ties) in [[true, false], [true, true], [false, false]].enumerated() {
            for (name, isTied) in zip(["C4", "E4"], ties) {
                tune.score.parts[0].notes.append(
                    Note(onset: i * 4 * Tune.eighth, duration: 4 * Tune.eighth, pitch: pitch(name), isTied: isTied))
            }
            tune.cursor = (i + 1) * 4 * Tune.eighth
            tune.bar()
        }
        #expect(try body(tune.score) == "[C-E]4 | [CE]4- | [CE]4 |\n")
    }

    @Test func lyricsAreAlignedByLine() throws {
        var tune = Tune(Meter(2, 4))
        let words = ["hel-", "lo", "", "a b_", "", "dash-ed*"]
        for (i, word) in words.enumerated() {
            if i % 2 == 0, i > 0 { tune.bar() }
            tune.notes("C4", 2) { if !word.isEmpty { $0.marks.lyrics = [word] } }
        }
        tune.bar()
        tune.notes("C4", 4) { $0.marks.lyrics = ["", "two"] }
        tune.bar()
        tune.notes("C4", 4)
        tune.bar()
        #expect(
            try body(tune.score) == """
                C2 C2 | C2 C2 | C2 C2 | C4 |
                w: hel-lo * a~b_ dash\\-ed\\u002a *
                w: * * * * * * two
                C4 |
                w: *

                """)
    }

    @Test func partsAreVoicesWithNames() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("C4 C4 C4 C4")
        tune.bar()
        tune.score.parts[0].name = "Flute"
        tune.score.parts[0].program = 73
        tune.score.parts.append(Part(name: "Drums", isDrums: true, notes: tune.score.parts[0].notes))
        #expect(
            try abc(tune.score) == """
                X:1
                M:2/4
                L:1/8
                V:1 name="Flute"
                V:2 name="Drums"
                K:C
                V:1
                %%MIDI program 73
                CC CC |
                V:2
                %%MIDI channel 10
                CC CC |

                """)
    }

    @Test func aSinglePartKeepsItsInstrument() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("C4 C4 C4 C4")
        tune.score.parts[0].program = 24
        #expect(try abc(tune.score).hasSuffix("K:C\n%%MIDI program 24\nCC CC\n"))
    }

    @Test func additionalVoicesOfAPartAreOverlays() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("C#5 C5", 2)
        tune.score.parts[0].notes.insert(
            Note(onset: 2 * Tune.eighth, duration: 2 * Tune.eighth, pitch: pitch("C4"), voice: 1), at: 2)
        tune.bar()
        // Whether the first lane's sharp applies in the second depends on the reader.
        #expect(try body(tune.score) == "^c2 =c2 & x2 =C2 |\n")
    }

    @Test func overlappingNotesOfAVoiceAreOverlays() throws {
        var tune = Tune(Meter(2, 4))
        tune.notes("C4", 4)
        tune.cursor = Tune.eighth
        tune.notes("E4", 1)
        tune.cursor = 4 * Tune.eighth
        tune.bar()
        #expect(try body(tune.score) == "C4 & x E x2 |\n")
    }

    /// Written scores are read back unchanged.
    @Test(arguments: [
        "M:6/8\nL:1/8\nQ:3/8=120\nK:Ador\nE|:{AB}A3 \"Em\"B>cd|(3efg ~e2 (dc)|1 A3- A2E:|2 A3 z2||\n|:e2f gfe|d6:|]\n",
        "M:C|\nL:1/8\nK:Gm exp _b ^f\nG>A B<c ^c=c c'/d'/e'/f'/ | [GB]4 [G-B]2G2 | [M:3/4] z2 x2 [K:D] f2 |]\n",
        "M:none\nL:1/4\nK:C\nA B/ c5/2 & x2 E2 | (5:4:5A/B/c/d/e/ !trill!f .g |\nw: one two-three_ * four\n",
        "P:ABA\nM:2/4\nL:1/8\nV:1 name=\"One\"\nV:2\nK:G\nV:1\nP:A\nG4|\nP:B\nA4|]\nV:2\nD4|[DF]4|]\n",
    ])
    func writtenTunesAreReadBack(text: String) throws {
        let first = ABCImporter().read(Array("X:1\nT:Test\n\(text)".utf8), name: "test.abc")
        let score = try #require(first.tunes.first).score
        #expect(!score.parts[0].notes.isEmpty)
        let written = try ABCExporter().write([score], provenance: nil)
        let again = ABCImporter().read(written, name: "again.abc")
        #expect(again.tunes.map(\.score) == [score])
        #expect(again.tunes.flatMap(\.diagnostics).isEmpty)
    }
}
