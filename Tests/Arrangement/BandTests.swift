import MuseArrangement
import MuseMusic
import Testing

@Suite struct BandTests {
    private static let jig = """
        M:6/8
        R:jig
        K:D
        |: A | "D"d2d "A"c2A | "D"d3 d2 :|
        """

    @Test func eachInstrumentHasAPart() throws {
        var band = try Band.fiddle(chords: "guitar", drums: "bodhran")
        band.melody.append(try instrument("tin whistle"))
        let parts = band.arranged(try tune(Self.jig)).parts
        #expect(parts.map(\.name) == ["Fiddle", "Tin whistle", "Guitar", "Bodhrán"])
        #expect(parts.map(\.program) == [110, 78, 25, 0])
        #expect(parts.map(\.isDrums) == [false, false, false, true])
        #expect(parts[0].notes.map(\.pitch.midi) == [69, 74, 74, 73, 69, 74, 74])
        #expect(parts[1].notes.map(\.pitch.midi) == [81, 86, 86, 85, 81, 86, 86])
        // The whistle reads what the fiddle reads; the guitar reads an octave above what it sounds.
        #expect(parts.map(\.transposition) == [0, 12, -12, 0])
    }

    /// A pattern of one bar fills the first bar; the last bar ends where the pickup begins. The pickup is silent.
    @Test func theAccompanimentStartsWithTheFirstWholeBar() throws {
        let band = try Band.fiddle(
            chords: "guitar", drums: "bodhran", patterns: "jig: {6/8: {guitar: 'B-- C--', bodhran: 'D.u d.R'}}")
        let parts = band.arranged(try tune(Self.jig)).parts
        #expect(parts[1].strokes == ["1+3 D3", "4+3 E3 A3 C#4", "7+3 D3", "10+2 F#3 A3 D4"])
        #expect(parts[2].strokes == ["1+1 F2", "3+1 A2", "4+1 F2", "6+1 C#2", "7+1 F2", "9+1 A2", "10+1 F2"])
    }

    /// The second bar completes the first, for whose meter there is no pattern.
    @Test func aBarDividedByAMeterWithoutPatternIsAccompanied() throws {
        let band = try Band.fiddle(chords: "guitar", patterns: "reel: {4/4: {guitar: 'BCCC | FCCC'}}")
        let parts = band.arranged(try tune("M:1/4\nR:reel\nK:C\n\"C\"c2|[M:4/4]c6|c8|")).parts
        #expect(parts[1].strokes.map { $0.prefix { $0 != "+" } } == ["2", "4", "6", "8", "10", "12", "14"])
    }

    @Test func theWrittenBassIsPlayedInPlaceOfRootAndFifth() throws {
        let band = try Band.fiddle(chords: "guitar", patterns: "jig: {6/8: {guitar: 'B-- F--'}}")
        let parts = band.arranged(try tune("M:6/8\nR:jig\nK:C\n\"C/G\"c6|\"Bdim\"B6|\"C\"c6|")).parts
        #expect(parts[1].strokes == ["0+3 G2", "3+3 G2", "6+3 B2", "9+3 F2", "12+3 C3", "15+3 G2"])
    }

    @Test func aPianoIsWrittenOnTwoStaves() throws {
        let band = try Band.fiddle(chords: "piano", patterns: "jig: {6/8: {piano: 'B-- C--'}}")
        let piano = try #require(try band.arranged(tune("M:6/8\nR:jig\nK:C\n\"C\"c6|")).parts.last)
        #expect(piano.lowerStaffVoice == 1)
        #expect(piano.notes.map(\.voice) == [1, 0, 0, 0])
    }

    @Test func withoutChordSymbolsTheGuitarIsSilentAndTheUserIsTold() throws {
        var band = try Band.fiddle(chords: "guitar", drums: "bodhran")
        let score = try tune("M:6/8\nR:jig\nK:C\nc6|")
        #expect(band.arranged(score).parts.map(\.name) == ["Fiddle", "Bodhrán"])
        #expect(
            band.remarks(on: [score]) == [
                "the tunes have no chord symbols, so the guitar is silent there; `harmony: simple` finds chords for the "
                    + "melody"
            ])
        band.harmony = .simple
        #expect(band.remarks(on: [score]).isEmpty)
        #expect(band.arranged(score).parts.map(\.name) == ["Fiddle", "Guitar", "Bodhrán"])
    }

    @Test func theTuneAsWrittenIsUnchanged() throws {
        let score = try tune(Self.jig)
        #expect(try Band.fiddle(chords: "guitar").written(score) == score)
    }

    @Test(arguments: [
        ("M:6/8\nR:jig", 3, 2), ("M:C|\nR:reel", 2, 1), ("M:3/4\nR:waltz", 1, 1), ("M:9/8\nR:", 3, 2),
        ("M:2/2\nR:", 2, 1),
    ]) func tempoCountsTheBeatsOfTheDance(header: String, numerator: Int, denominator: Int) throws {
        var band = try Band.fiddle()
        band.tempo = 110
        let tempo = try #require(try band.arranged(tune("\(header)\nK:C\nc6|")).tempos.first?.value)
        #expect(tempo.bpm == 110 && tempo.beatNumerator == numerator && tempo.beatDenominator == denominator)
    }
}
