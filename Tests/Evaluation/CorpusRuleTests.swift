import MuseEvaluation
import MuseMusic
import MuseProtocols
import Testing

@Suite struct DanceRhythmTests {
    private func dance(_ text: String, _ rhythm: String, _ meter: Meter = Meter(4, 4)) -> Score {
        var score = tune(text, meter: meter)
        score.header.rhythm = rhythm
        return score
    }

    /// The reels have 6 cells of four eighths and 2 halves; the marches have quarters only.
    private var corpus: [Score] {
        [
            dance("A4 A4 A4 A4 B4 B4 B4 B4 | A4 A4 A4 A4 B4:4 |]", "reel"),
            dance("A4 A4 A4 A4 B4 B4 B4 B4 | A4 A4 A4 A4 B4:4 |]", "Reels"),
            dance("A4:2 A4:2 B4:2 B4:2 | A4:2 A4:2 B4:2 B4:2 |]", "march"),
        ]
    }

    private func measure(_ score: Score, _ entries: KeyValuePairs<String, String>) throws -> RuleMeasurement {
        try rule(entries).comparing(to: corpus).measure(score)
    }

    /// Both reels overlap with the reels by 1, so `typical` is 1.
    @Test func cellsAreComparedWithThoseOfTheSameDance() throws {
        let eighths = "A4 A4 A4 A4 B4 B4 B4 B4 |]"
        #expect(
            try measure(dance(eighths, "reel"), ["type": "dance_rhythm"])
                == RuleMeasurement(value: 0.75, satisfaction: 0.75))
        #expect(try measure(dance(eighths, "march"), ["type": "dance_rhythm"]).value == 0)
        #expect(try measure(dance(eighths, "march"), ["type": "dance_rhythm", "dance": "reel"]).value == 0.75)
        // Of all tunes in 4/4, 6 of 12 cells are four eighths and 2 are halves.
        #expect(try measure(dance(eighths, ""), ["type": "dance_rhythm"]).value == 0.5)
        // Only complete bars count.
        #expect(try measure(dance("A4 | \(eighths)", "reel"), ["type": "dance_rhythm"]).value == 0.75)
        #expect(try measure(dance("A4 B4 |]", "reel"), ["type": "dance_rhythm"]).value == 0)
    }

    @Test func aReelMayBeWrittenInHalfTheLengths() throws {
        let corpus = [dance("A4:2 A4:2 A4:2 A4:2 B4:2 B4:2 B4:2 B4:2 |]", "reel", Meter([4], over: 2))]
        let reel = dance("A4 A4 A4 A4 B4 B4 B4 B4 |]", "reel")
        #expect(try rule(["type": "dance_rhythm"]).comparing(to: corpus).measure(reel).value == 1)
    }

    @Test func waltzesAndSlipJigsHaveThreeCellsABar() throws {
        // 9/8: the cells of a bar are quarter and eighth, three eighths, and a dotted quarter.
        let slipJig = dance("A4:2 A4 B4 B4 B4 A4:3 |]", "slip jig", Meter(9, 8))
        let corpus = [dance("B4 B4 B4 B4 B4 B4 B4 B4 B4 |]", "slip jig", Meter(9, 8))]
        let measured = try rule(["type": "dance_rhythm"]).comparing(to: corpus).measure(slipJig)
        #expect(measured.value == 1 / 3.0)
    }

    @Test func withoutACorpusNothingIsPenalised() throws {
        #expect(try rule(["type": "dance_rhythm"]).measure(corpus[0]).satisfaction == 1)
        let unknown = dance("A4:4 A4:4 A4:4 |]", "", Meter(3, 2))
        #expect(try measure(unknown, ["type": "dance_rhythm"]) == RuleMeasurement(value: 0, satisfaction: 0))
    }
}

@Suite struct VariedClosesTests {
    /// Five corpora of one section end: two end with D D, three with another bar.
    private var corpus: [Score] {
        ["D4:4 D4:4", "D5:4 D4:4", "E4:4 D4:4", "D4:8", "A4:4 D4:4"].map { tune("A4:8 | \($0) |]") }
    }

    @Test func aStockCloseOfTheCorpusIsPenalised() throws {
        let closes = try rule(["type": "varied_closes", "limit": "0.1"]).comparing(to: corpus)
        // The octave does not matter: 2 of 5 ends are D D. The same in another key.
        #expect(try closes.measure(tune("D4:4 D4:4 |]")) == RuleMeasurement(value: 0.4, satisfaction: 0.25))
        let inG = tune("G4:4 G4:4 |]", key: Key(PitchClass(step: 4), .major))
        #expect(try closes.measure(inG).value == 0.4)
        #expect(try closes.measure(tune("F#4:4 D4:4 |]")) == RuleMeasurement(value: 0, satisfaction: 1))
        // The mean over the sections: (0.25 + 1) / 2.
        #expect(try closes.measure(tune("|: D4:4 D4:4 :| |: F#4:8 :|")).satisfaction == 0.625)
        #expect(try closes.measure(tune("")).satisfaction == 1)
    }

    @Test func aSampleMayUseACloseAsOftenAsTheCorpus() throws {
        let closes = try rule(["type": "varied_closes", "limit": "0.1"]).comparing(to: corpus)
        let (stock, rare) = (tune("D4:4 D4:4 |]"), tune("F#4:4 D4:4 |]"))
        // All others have it: 0.4 of the corpus against 1.
        let same = try closes.measure(sample: [stock, stock, stock])
        #expect(same == Array(repeating: RuleMeasurement(value: 1, satisfaction: 0.4), count: 3))
        // Of the four others of each, one has D D or F# D: a quarter, above 0.1 only for the close that the corpus
        // lacks.
        let varied = try closes.measure(sample: [stock, stock, rare, rare, tune("G4:8 |]")])
        #expect(varied.map(\.value) == [0.25, 0.25, 0.25, 0.25, 0])
        #expect(varied.map(\.satisfaction) == [1, 1, 0.4, 0.4, 1])
        // Without a corpus, only the limit counts.
        let plain = try rule(["type": "varied_closes", "limit": "0.1"]).measure(sample: [stock, stock])
        #expect(plain.map(\.satisfaction) == [0.1, 0.1])
    }
}

@Suite struct MatchedRuleTests {
    private let tonic = tune("D4:8 |]")
    private let other = tune("A4:8 |]")

    private func matched(_ corpus: [Score]) throws -> any Rule {
        MatchedRule(try rule(["type": "starts_on_tonic"]), name: "starts_on_tonic").comparing(to: corpus)
    }

    /// Two of five real tunes begin on the tonic. Ten tunes, two bins: q = (count + 2 p) / 12.
    @Test func alwaysTheSameGetsLessThanTheDistributionOfTheCorpus() throws {
        let rule = try matched([tonic, other, other, tonic, other])
        func mean(_ tonics: Int) throws -> Double {
            let tunes = Array(repeating: tonic, count: tonics) + Array(repeating: other, count: 10 - tonics)
            return try rule.measure(sample: tunes).reduce(0) { $0 + $1.satisfaction } / 10
        }
        // 0.4 / (10.8 / 12) for all; 0.6 / (11.2 / 12) for all.
        #expect(try abs(mean(10) - 0.4 / 0.9) < 1e-12)
        #expect(try abs(mean(0) - 0.6 * 12 / 11.2) < 1e-12)
        #expect(try abs(mean(4) - 1) < 1e-12)
        // 0.4 / (8.8 / 12) for eight tunes, 1 for two.
        #expect(try abs(mean(8) - (0.8 * 0.4 * 12 / 8.8 + 0.2)) < 1e-12)
        // In a sample with too many tonics, the other tunes get more.
        let mixed = try rule.measure(sample: [tonic, tonic, tonic, other])
        #expect(mixed[3].satisfaction > mixed[0].satisfaction)
        #expect(mixed.map(\.value) == [1, 1, 1, 0])
    }

    /// Values from 0 to 9, once each; one tune of a sample of one: 0.1 / ((1 + 10 · 0.1) / 11) = 0.55.
    @Test func valuesAreComparedInTenths() throws {
        func scale(_ notes: Int) -> Score {
            tune(Array(repeating: "D4", count: max(1, notes)).joined(separator: " ") + " |]")
        }
        let repeats = MatchedRule(try rule(["type": "no_long_repetition"]), name: "no_long_repetition")
            .comparing(to: (1...10).map(scale))
        #expect(try abs(repeats.measure(scale(3)).satisfaction - 0.55) < 1e-12)
        // Beyond the largest value of the corpus.
        #expect(try repeats.measure(scale(11)).satisfaction == 0)
        let all = try repeats.measure(sample: (1...10).map(scale))
        #expect(all.allSatisfy { abs($0.satisfaction - 1) < 1e-12 })
    }

    /// The target is the tonic in two of five draws, so among candidates of both kinds it should be kept that often.
    @Test func keptCandidatesFollowTheCorpus() throws {
        let rule = try matched([tonic, other, other, tonic, other])
        var kept = 0
        for duration in 1...1000 {
            let candidates = [tune("D4:\(duration) |]"), tune("A4:\(duration) |]")]
            let measured = try rule.measure(together: candidates)
            #expect(measured == (try rule.measure(together: candidates)))
            #expect(Set(measured.map(\.satisfaction)) == [1, 0.5])
            if measured[0].satisfaction == 1 { kept += 1 }
        }
        // Four standard deviations of a binomial distribution: 62.
        #expect(abs(kept - 400) < 62, "\(kept)")
    }

    /// Compared with the whole corpus, each tune would share its own notes.
    @Test func corpusTunesAreNotComparedWithThemselves() throws {
        let one = tune("D4 E4 F#4 G4 A4 B4 C#5 D5 D4:8 |]")
        let another = tune("D4 F#4 A4 D5 B4 G4 E4 C#4 E4:8 |]")
        let novelty = MatchedRule(try rule(["type": "novelty"]), name: "novelty").comparing(to: [one, another])
        // The corpus's values are 0: a new tune has the value of the corpus, a copy has not.
        #expect(try novelty.measure(tune("A4 A4 D5 D5 |]")).satisfaction == 1)
        #expect(try novelty.measure(one).satisfaction == 0)
    }

    @Test func withoutACorpusItIsSatisfied() throws {
        let rule = try matched([])
        #expect(try rule.measure(other) == RuleMeasurement(value: 0, satisfaction: 1))
        #expect(try rule.measure(together: [other]).map(\.satisfaction) == [1])
        #expect(rule.needsCorpus)
    }
}
