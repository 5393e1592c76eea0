import MuseEvaluation
import MuseMusic
import MuseProtocols
import Testing

@Suite struct EndsOnTonicTests {
    @Test(
        arguments: [
            // One section that ends on the tonic, in any octave, or not.
            ("A4:8 | D4:8 |]", 1),
            ("A4:8 | D6:8 |]", 1),
            ("D4:8 | A4:8 |]", 0),
            ("D4:8 | D#4:8 |]", 0),
            // Rests after the last note, ties, and chords, whose highest note counts.
            ("A4:8 | D4:4 z:4 |]", 1),
            ("A4:8 | D5:4- D5:4 |]", 1),
            ("A4:8 | [A4,D5,F#4]:8 |]", 1),
            ("A4:8 | [A4,D4]:8 |]", 0),
            // Two sections: three quarters for the last, one quarter for the first.
            ("|: D4:8 :| |: D4:8 :|", 1),
            ("|: A4:8 :| |: D4:8 :|", 0.75),
            ("|: D4:8 :| |: A4:8 :|", 0.25),
            // Three sections: half of the quarter.
            ("|: D4:8 :| |: A4:8 :| |: D4:8 :|", 0.875),
            // The second ending is the end of the section.
            ("|: A4:8 |1 A4:8 :|2 D4:8 || A4:8 |1 A4:8 :|2 D4:8 |]", 1),
            ("|: A4:8 |1 D4:8 :|2 A4:8 || A4:8 |1 A4:8 :|2 D4:8 |]", 0.75),
            ("z:8 |]", 0),
            ("", 0),
        ] as [(String, Double)])
    func theLastNotesAreComparedWithTheTonic(text: String, share: Double) throws {
        let measurement = try rule(["type": "ends_on_tonic"]).measure(tune(text))
        #expect(measurement == RuleMeasurement(value: share, satisfaction: share))
    }

    @Test func theWeightOfTheOtherSectionsCanBeSet() throws {
        let text = "|: A4:8 :| |: D4:8 :|"
        #expect(try rule(["type": "ends_on_tonic", "section_weight": "0"]).measure(tune(text)).satisfaction == 1)
        #expect(try rule(["type": "ends_on_tonic", "section_weight": "1"]).measure(tune(text)).satisfaction == 0)
    }

    @Test func theKeyInForceAtTheEndCounts() throws {
        var score = tune("D4:8 | G4:8 |]")
        score.keys.append(Timed(8, Key(PitchClass(step: 4), .major)))
        #expect(try rule(["type": "ends_on_tonic"]).measure(score).value == 1)
        #expect(try rule(["type": "ends_on_tonic"]).measure(tune("D4:8 |]", key: nil)).value == 0)
        let atonal = Key(PitchClass(step: 1), .none)
        #expect(try rule(["type": "ends_on_tonic"]).measure(tune("D4:8 |]", key: atonal)).value == 0)
    }
}

@Suite struct NoLongRepetitionTests {
    @Test(
        arguments: [
            // Longest run of one pitch, and the satisfaction: min(1, 3 / n) · min(1, 2 / b).
            ("A4:4 B4:4 | A4:4 B4:4 | D4:8 |]", 1, 1),
            ("A4:2 A4:2 A4:2 B4:2 |]", 3, 1),
            ("A4:2 A4:2 A4:2 A4:2 | B4:4 C5:4 |]", 4, 0.75),
            ("A4 A4 A4 A4 A4 A4 z:2 |]", 6, 0.5),
            ("A4:2 A4:2 z:2 A4:2 | z:4 A4:4 |]", 4, 0.75),
            ("A4:2- A4:2- A4:2- A4:2 | A4:4 B4:4 |]", 2, 1),
            // Three equal bars, four, and three of which one has another rhythm.
            ("A4:4 B4:4 | A4:4 B4:4 | A4:4 B4:4 | D4:8 |]", 1, 2.0 / 3),
            ("|: A4:4 B4:4 | A4:4 B4:4 :| |: A4:4 B4:4 | A4:4 B4:4 :|", 1, 0.5),
            ("A4:4 B4:4 | A4:2 B4:6 | A4:4 B4:4 |]", 1, 1),
            // Both at once: 3 / 6 · 2 / 3.
            ("A4:4 A4:4 | A4:4 A4:4 | A4:4 A4:4 |]", 6, 1.0 / 3),
            // Empty bars are not repetitions.
            ("z:8 | z:8 | z:8 | z:8 | A4:8 |]", 1, 1),
            ("", 0, 1),
        ] as [(String, Double, Double)])
    func runsOfNotesAndBarsAreCounted(text: String, run: Double, satisfaction: Double) throws {
        let measurement = try rule(["type": "no_long_repetition"]).measure(tune(text))
        #expect(measurement.value == run)
        #expect(abs(measurement.satisfaction - satisfaction) < 1e-12)
    }

    @Test func limitsCanBeSet() throws {
        let score = tune("A4:4 A4:4 | A4:4 A4:4 | A4:4 A4:4 |]")
        let lax = try rule(["type": "no_long_repetition", "notes": "6", "bars": "3"])
        #expect(try lax.measure(score).satisfaction == 1)
        let strict = try rule(["type": "no_long_repetition", "notes": "3", "bars": "1"])
        #expect(try abs(strict.measure(score).satisfaction - 1.0 / 6) < 1e-12)
    }
}

@Suite struct SectionsRelateTests {
    // Four bars of four quarters. No distance occurs twice between two of them, except between c and d.
    static let a = "D4:2 E4:2 F#4:2 G4:2"
    /// From a: 4 0 -1 3.
    static let b = "A4:2 E4:2 E4:2 C#5:2"
    /// From a: 1 3 5 -1; from b: -3 3 6 -4.
    static let c = "E4:2 A4:2 D5:2 F#4:2"
    /// From a: 0 2 -2 6; from b: -4 2 -1 3; from c: -1 -1 -7 7, so one of three: 1/3.
    static let d = "D4:2 G4:2 D4:2 F#5:2"

    @Test(
        arguments: [
            // Within four bars: the third compared with the first, the fourth with the second.
            ("\(a) | \(b) | \(a) | \(b) |]", 1, 0),
            ("\(a) | \(b) | \(a) | \(c) |]", 0.5, 1),
            ("\(a) | \(a) | \(b) | \(c) |]", 0, 0),
            // (0 + 1/3) / 2 of the target 0.4: the last bar compared with the second.
            ("\(b) | \(c) | \(a) | \(d) |]", 1.0 / 6, 5.0 / 12),
            // A bar transposed by a third, and a bar that shares three of its four notes.
            ("\(a) | \(b) | F#4:2 G4:2 A4:2 B4:2 | \(c) |]", 0.5, 1),
            ("\(a) | \(b) | D4:2 E4:2 F#4:2 B4:2 | \(c) |]", 1.0 / 3, 5.0 / 6),
            // Half of the onsets in common, at one distance; then at two distances.
            ("\(a) | \(b) | D4:4 F#4:4 | \(c) |]", 0.25, 0.625),
            ("\(a) | \(b) | D4:4 G4:4 | \(c) |]", 0, 0),
            // Between sections of two bars: B ends like A; B equals A; B shares nothing with A.
            ("|: \(a) | \(b) :| |: \(c) | \(b) :|", 0.5, 1),
            ("|: \(a) | \(b) :| |: \(a) | \(b) :|", 1, 0),
            ("|: \(a) | \(a) :| |: \(c) | \(b) :|", 0, 0),
            // Aligned at the end if lengths differ; the best of both alignments.
            ("|: \(a) | \(b) :| |: \(d) | \(c) | \(b) :|", 1.0 / 3, 1),
            // Both: within 1/2 each, between 1/4.
            (
                "|: \(a) | \(b) | \(a) | \(c) :| |: \(b) | \(a) | \(b) | \(c) :|",
                (0.5 + 0.25) / 2, 1
            ),
            // Nothing to compare with.
            ("\(a) | \(b) |]", 0, 0),
            ("", 0, 0),
        ] as [(String, Double, Double)])
    func likenessOfSectionsIsMeasured(text: String, value: Double, satisfaction: Double) throws {
        let measurement = try rule(["type": "sections_relate"]).measure(tune(text))
        #expect(abs(measurement.value - value) < 1e-12, "\(measurement)")
        #expect(abs(measurement.satisfaction - satisfaction) < 1e-12, "\(measurement)")
    }

    @Test func endingsAndPickupsAreIgnored() throws {
        let plain = tune("|: \(Self.a) | \(Self.b) | \(Self.a) | \(Self.c) :|")
        let rich = tune("G4 |: \(Self.a) | \(Self.b) | \(Self.a) |1 \(Self.c) :|2 \(Self.d) |]")
        let relate = try rule(["type": "sections_relate"])
        #expect(try relate.measure(plain) == relate.measure(rich))
    }

    /// Above and below the range: (1 - 1) / (1 - 0.8), 0.5 / 0.75, 0.5 within 0.5 to 0.5.
    @Test func theTargetRangesCanBeSet() throws {
        let score = tune("\(Self.a) | \(Self.b) | \(Self.a) | \(Self.c) |]")
        let much = try rule(["type": "sections_relate", "within": "[0.75, 0.9]"])
        #expect(try abs(much.measure(score).satisfaction - 2.0 / 3) < 1e-12)
        let little = try rule(["type": "sections_relate", "within": "[0, 0.2]"])
        #expect(try abs(little.measure(score).satisfaction - 0.625) < 1e-12)
        let exact = try rule(["type": "sections_relate", "within": "[0.5, 0.5]"])
        #expect(try exact.measure(score).satisfaction == 1)
        let anything = try rule(["type": "sections_relate", "within": "[0, 1]"])
        #expect(try anything.measure(score).satisfaction == 1)
    }

    @Test(arguments: ["[0.5]", "[0.8, 0.4]", "[0.1, 0.2, 0.3]"]) func aRangeHasTwoEnds(range: String) {
        let error = #expect(throws: RecipeErrors.self) { try rule(["type": "sections_relate", "between": range]) }
        #expect(error?.errors.first?.message == "expected two numbers, the lower one first")
        #expect(error?.errors.first?.path == "rules[0].between")
    }
}

/// Scores that a faulty importer could return.
@Suite struct HostileScoreTests {
    @Test(arguments: Registry<any Rule>.builtIn.entries.map(\.schema.name))
    func emptyAndMalformedScoresAreMeasured(name: String) throws {
        let rule = try rule(["type": name])
        var scores = [
            Score(), tune("|: |: :| || A4 |1 |2 :|2 :|3 |]"), tune("|2 A4:8 | A4:8 :|"), tune("A4:0 A4:0 | A4"),
        ]
        var twoVoices = tune("A4:8 | B4:8 |]")
        twoVoices.parts[0].notes[0].voice = 200
        twoVoices.parts.insert(Part(isDrums: true, notes: twoVoices.parts[0].notes), at: 0)
        twoVoices.barlines.reverse()
        scores.append(twoVoices)
        for score in scores {
            let measurement = try rule.measure(score)
            #expect((0...1).contains(measurement.satisfaction) && measurement.value.isFinite)
        }
    }
}
