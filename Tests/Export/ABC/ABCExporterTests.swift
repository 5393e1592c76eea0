import MuseExport
import MuseMusic
import MuseProtocols
import Testing

@Suite struct ABCExporterTests {
    @Test func aJigIsBeamedInDottedQuarters() throws {
        var tune = Tune(key: Key(PitchClass(step: 1), .mixolydian))
        tune.score.header.titles = ["The Test"]
        tune.score.header.rhythm = "jig"
        tune.bar(starts: true)
        tune.notes("D4 E4 F#4 G4 A4 B4")
        tune.bar()
        tune.notes("C5 D5", 3)
        tune.bar(ends: true)
        #expect(
            try abc(tune.score) == """
                X:1
                T:The Test
                R:jig
                M:6/8
                L:1/8
                K:Dmix
                |: DEF GAB | c3 d3 :|

                """)
    }

    @Test func headerFieldsAreInOrder() throws {
        var tune = Tune(.cut, key: Key(PitchClass(step: 6, alter: -1), .lydian))
        tune.score.header.referenceNumber = 12
        tune.score.header.titles = ["First", "Second"]
        tune.score.header.composers = ["Trad."]
        tune.score.header.origin = "Ireland"
        tune.score.header.rhythm = "reel"
        tune.score.header.books = ["A book"]
        tune.score.header.source = "A player"
        tune.score.header.others = [.init("Z", "Someone"), .init("K", "no key")]
        tune.score.header.words = ["A last line"]
        tune.score.playOrder = ["A", "B"]
        tune.score.tempos = [Timed(0, Tempo(bpm: 112.5, beatNumerator: 3, beatDenominator: 2, text: "Lively"))]
        tune.notes("C4 C4 C4 C4 C4 C4 C4 C4")
        tune.bar(.final)
        let provenance = Provenance(recipe: "reels.yaml", seed: 7, hash: "0123456789abcdef0123", version: "0.1")
        let bytes = try ABCExporter().write([tune.score], provenance: provenance)
        #expect(
            String(decoding: bytes, as: UTF8.self) == """
                %abc-2.1
                X:12
                T:First
                T:Second
                C:Trad.
                O:Ireland
                R:reel
                B:A book
                S:A player
                Z:Someone
                N:muse 0.1 reels.yaml seed 7 0123456789abcdef
                P:AB
                M:C|
                L:1/8
                Q:"Lively" 3/8=112.5
                K:Bblyd
                CCCC CCCC |]
                W:A last line

                """)
    }

    @Test(arguments: [
        (Key(PitchClass(step: 5), .dorian), "K:Ador"), (Key(PitchClass(step: 2), .minor), "K:Em"),
        (Key(PitchClass(step: 3, alter: 1), .major), "K:F#"), (Key(PitchClass(step: 0), .none), "K:none"),
        (Key(PitchClass(step: 1), .phrygian, accidentals: [PitchClass(step: 3, alter: 1)]), "K:Dphr ^f"),
        (Key(PitchClass(step: 0), .none, accidentals: [PitchClass(step: 6, alter: -1)]), "K:C exp _b"),
        (Key(PitchClass(step: 1), .major, accidentals: [PitchClass(step: 0)]), "K:D =c"),
    ])
    func keysHaveTheirModeAndAccidentals(key: Key, line: String) throws {
        var tune = Tune(key: key)
        tune.rest(1)
        #expect(try abc(tune.score).contains("\n\(line)\n"))
    }

    @Test(arguments: [
        (Meter.common, "M:C"), (Meter(4, 4), "M:4/4"), (Meter([2, 3], over: 8), "M:2+3/8"), (Meter.free, "M:none"),
    ])
    func metersKeepTheirSign(meter: Meter, line: String) throws {
        var tune = Tune(meter)
        tune.rest(1)
        #expect(try abc(tune.score).contains("\n\(line)\n"))
    }

    @Test func tunesOfABookAreNumberedAndSeparated() throws {
        var tune = Tune()
        tune.notes("C4")
        let bytes = try ABCExporter().write([tune.score, tune.score], provenance: nil)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "%abc-2.1\nX:1\nM:6/8\nL:1/8\nK:C\nC\n\nX:2\nM:6/8\nL:1/8\nK:C\nC\n")
    }

    @Test func textsAreEscapedInTheirField() throws {
        var tune = Tune()
        tune.score.header.titles = ["50% A\\B\nX:2", "R&B &eacute;"]
        tune.notes("C4") { $0.marks.annotations = ["^say \"hi\""] }
        let text = try abc(tune.score)
        #expect(text.contains("T:50\\% A\\\\B X:2\nT:R&B \\&eacute;\n"))
        #expect(text.contains("\n\"^say &quot;hi&quot;\"C\n"))
    }

    @Test func inexpressibleScoresAreErrors() {
        var tune = Tune()
        tune.notes("C4", 0)
        #expect(throws: ExportError("tune 1: invalid duration: a note of 0 ticks at tick 0")) { try abc(tune.score) }
        tune = Tune()
        tune.notes("C4") { $0.pitch.alter = 3 }
        #expect(throws: ExportError.self) { try abc(tune.score) }
        tune = Tune()
        tune.notes("C4") { $0.duration = .max }
        #expect(throws: ExportError.self) { try abc(tune.score) }
        tune = Tune()
        tune.score.ticksPerQuarter = 0
        #expect(throws: ExportError.self) { try abc(tune.score) }
    }

    @Test func anEmptyScoreIsAHeader() throws {
        #expect(try abc(Score()) == "X:1\nL:1/8\nK:none\n")
    }
}
