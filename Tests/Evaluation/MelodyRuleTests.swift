import MuseEvaluation
import MuseMusic
import MuseProtocols
import Testing

/// The rules of Sequence Tutor (Jaques and others 2017), with values computed by hand.
@Suite struct MelodyRuleTests {
    private func expect(
        _ entries: KeyValuePairs<String, String>, _ text: String, key: Key? = Key(PitchClass(step: 1), .major),
        _ value: Double, _ satisfaction: Double? = nil
    ) throws {
        let measurement = try rule(entries).measure(tune(text, key: key))
        #expect(abs(measurement.value - value) < 1e-12, "\(text): \(measurement)")
        #expect(abs(measurement.satisfaction - (satisfaction ?? value)) < 1e-12, "\(text): \(measurement)")
    }

    @Test(
        arguments: [
            ("D4 E4 F#4 G4 A4 B4 C#5 D5 |]", "D", 1), ("D4 E4 F4 G4 |]", "D", 0.75), ("D4 Eb4 F4 C5 |]", "D", 0.25),
            // A minor includes its raised sixth and seventh; D dorian does not include C#.
            ("A4 F4 F#4 G4 G#4 A#4 |]", "Am", 5.0 / 6), ("D4 B4 C5 C#5 |]", "Ddor", 0.75), ("z:8 |]", "D", 0),
        ] as [(String, String, Double)])
    func notesOutsideTheKeyAreCounted(text: String, key: String, share: Double) throws {
        try expect(["type": "in_key"], text, key: Key(key), share)
        try expect(["type": "in_key"], text, key: nil, 0)
    }

    @Test func eachNoteIsComparedWithTheKeyInForce() throws {
        var score = tune("D4 F#4 D4 F4 |]")
        score.keys.append(Timed(2, Key(PitchClass(step: 0), .major)))
        #expect(try rule(["type": "in_key"]).measure(score).value == 1)
    }

    @Test(
        arguments: [
            ("D4:8 | A4:8 |]", 1, 1), ("A4:8 | D4:8 |]", 0, 0), ("A4 | D5:8 | A4:7 |]", 1, 0),
            ("D4 | A4:8 | D4:7 |]", 0, 1), ("A4 |: D5:8 | A4:7 :|", 1, 0), ("z:8 |]", 0, 0),
        ] as [(String, Double, Double)])
    func aPickupIsSkippedUnlessItCounts(text: String, skipped: Double, counted: Double) throws {
        try expect(["type": "starts_on_tonic"], text, skipped)
        try expect(["type": "starts_on_tonic", "count_pickup": "true"], text, counted)
    }

    @Test(
        arguments: [
            ("A4 A4 A4 A4 B4 B4 |]", 0), ("A4 A4 A4 A4 A4 B4 |]", 1.0 / 6), ("A4 A4 A4 A4 A4 A4 A4 z |]", 3.0 / 7),
            ("A4- A4- A4- A4- A4 B4 |]", 0), ("", 0),
        ] as [(String, Double)])
    func repeatedNotesAreCounted(text: String, share: Double) throws {
        try expect(["type": "repeated_notes"], text, share, 1 - share)
    }

    @Test func theNumberOfRepeatedNotesCanBeSet() throws {
        try expect(["type": "repeated_notes", "notes": "1"], "A4 A4 B4 B4 |]", 0.5, 0.5)
    }

    @Test func theLargestAutocorrelationIsMeasured() throws {
        // Two alternating pitches, an even ascent, a single pitch.
        try expect(["type": "low_autocorrelation"], "A4 B4 A4 B4 A4 B4 A4 B4 |]", 1, 0)
        try expect(["type": "low_autocorrelation"], "A4 A#4 B4 C5 C#5 D5 D#5 E5 |]", 1, 0)
        try expect(["type": "low_autocorrelation"], "A4 A4 A4 A4 A4 A4 A4 A4 |]", 1, 0)
        // Too few notes.
        try expect(["type": "low_autocorrelation"], "A4 B4 A4 B4 A4 B4 A4 |]", 0, 1)
        // numpy.corrcoef: -0.4175, -0.1149, 0.4957.
        let text = "C4 D4 E4 D4 C4 E4 F4 C4 G4 D4 |]"
        for (limit, satisfaction) in [("0.6", 1.0), ("0.25", (1 - 0.49566322116388556) / 0.75)] {
            let measured = try rule(["type": "low_autocorrelation", "limit": limit]).measure(tune(text))
            #expect(
                abs(measured.value - 0.49566322116388556) < 1e-9 && abs(measured.satisfaction - satisfaction) < 1e-9)
        }
    }

    /// A bar of eight eighths: the first seven notes end no window.
    @Test(
        arguments: [
            ("D4 D4 D4 D4 D4 D4 E4 F#4 | D4:8 |]", 1.0 / 9), ("D4 E4 D4 E4 D4 E4 D4 E4 |]", 0),
            // Windows of the last four notes: D E F#, D E F# G, E F# G.
            ("D4:2 E4:2 F#4:2 D4:2 | G4:2 G4:2 |]", 3.0 / 6), ("", 0),
        ] as [(String, Double)])
    func barsWithSeveralPitchesAreMotifs(text: String, share: Double) throws {
        try expect(["type": "motifs"], text, share)
    }

    @Test func repeatedMotifsAreCounted() throws {
        let motif = "D4:2 E4:2 F#4:2 A4:2"
        // One note of eight ends a repeated bar; another rhythm or pitch makes another motif.
        try expect(["type": "repeated_motifs"], "\(motif) | \(motif) |]", 1.0 / 8, 0.5)
        try expect(["type": "repeated_motifs"], "\(motif) | D4:2 E4:2 F#4:2 B4:2 |]", 0, 0)
        try expect(["type": "repeated_motifs"], "\(motif) | D4:1 E4:3 F#4:2 A4:2 |]", 0, 0)
        // With a bar between: only the bar itself is repeated. Three in a row: windows at four offsets, and the third
        // bar.
        try expect(["type": "repeated_motifs"], "\(motif) | G4:8 | \(motif) |]", 1.0 / 9, 4.0 / 9)
        try expect(
            ["type": "repeated_motifs", "wanted": "0.5"], "\(motif) | \(motif) | \(motif) |]", 5.0 / 12, 5.0 / 6)
        // Two pitches are not a motif by default.
        let trill = "D4:2 E4:2 D4:2 E4:2"
        try expect(["type": "repeated_motifs"], "\(trill) | \(trill) |]", 0, 0)
    }

    @Test(
        arguments: [
            // Intervals: fifth, second, fourth, octave down; tritone, seventh and tenth among six.
            ("D4 A4 B4 F#4 F#5 F#4 |]", 1), ("C4 F#4 G4 F5 E5 C4 A4 |]", 0.5), ("D4 D4 |]", 1), ("D4 E5 |]", 0),
            ("", 1),
        ] as [(String, Double)])
    func awkwardIntervalsAreCounted(text: String, share: Double) throws {
        try expect(["type": "preferred_intervals"], text, share)
    }

    @Test(
        arguments: [
            // Up a fifth and back by step; down and up again.
            ("D4 A4 G4 F#4 E4 D4 |]", 1), ("A4 D4 E4 F#4 A4 |]", 1),
            // Unresolved; a leap back at once; another leap in the same direction; the same, then resolved.
            ("D4 A4 G4 F#4 |]", 1), ("D4 A4 D4 |]", 1), ("D4 A4 E5 |]", 0), ("D4 A4 E5 C5 A4 F#4 D4 |]", 0.5),
            // A leap back after seven repeated notes, and after six.
            ("D4 A4 A4 A4 A4 A4 A4 A4 A4 D4 C4 G4 D5 |]", 0.5), ("D4 A4 A4 A4 A4 A4 A4 A4 D4 C4 G4 D5 |]", 0),
            ("D4 E4 F#4 |]", 1), ("", 1),
        ] as [(String, Double)])
    func resolvedAndDoubledLeapsAreCounted(text: String, share: Double) throws {
        try expect(["type": "leaps_resolved"], text, share)
    }

    @Test(
        arguments: [
            ("D4 A4 F#4 |]", 1), ("D4 A4 D4 |]", 0.5), ("D4 A4 D4 A4 |]", 0), ("D4:4- D4:4 | A4:8 |]", 1), ("", 0),
        ] as [(String, Double)])
    func highestAndLowestNotesOccurOnce(text: String, share: Double) throws {
        try expect(["type": "unique_extremes"], text, share)
    }
}

@Suite struct ShapeRuleTests {
    private func share(_ entries: KeyValuePairs<String, String>, _ text: String) throws -> Double {
        let measurement = try rule(entries).measure(tune(text))
        #expect(measurement.value == measurement.satisfaction)
        return measurement.value
    }

    @Test(
        arguments: [
            // Second, seventh and fifth lead to the tonic in any octave; the third does not.
            ("A4:6 E4:2 | D4:8 |]", 3), ("C#5:8 | D4:8 |]", 3), ("A4:8 | D4:8 |]", 3), ("F#4:8 | D4:8 |]", 2),
            // A tonic struck three times is one cadence; off the beat it misses one condition; on another note it meets
            // at most two.
            ("A4:4 E4:2 D4:1 D4:1 | D4:8 |]", 3), ("A4:4 E4:1 D4:3 |]", 2), ("E4:8 | A4:8 |]", 2),
            ("D4:8 | A4:8 |]", 1), ("D4:8 |]", 2), ("z:8 |]", 0),
        ] as [(String, Int)])
    func aCadenceHasThreeConditions(text: String, marks: Int) throws {
        #expect(abs(try share(["type": "final_cadence"], text) - Double(marks) / 3) < 1e-12)
    }

    @Test(
        arguments: [
            ("|: D4:8 | E4:8 :| |: D4:8 | E4:8 :|", 1), ("|: D4:8 | E4:8 :| |: D4:8 :|", 0.5),
            ("|: D4:8 | E4:8 :|", 0.5), ("D4:8 | E4:8 || D4:8 | E4:8 |]", 0),
            ("|: D4:8 |1 E4:8 :|2 D4:8 |: D4:8 | E4:8 :|", 1),
            ("|: D4:8 | E4:8 :| |: D4:8 | E4:8 :| |: D4:8 | E4:8 :|", 2.0 / 3),
            ("A4 |: D4:8 | E4:7 :| |: D4:8 | E4:7 :|", 1),
        ] as [(String, Double)])
    func sectionsAreComparedWithTheGivenForm(text: String, kept: Double) throws {
        #expect(abs(try share(["type": "has_form", "sections": "[2, 2]"], text) - kept) < 1e-12)
    }

    @Test func repeatsCanBeOptional() throws {
        let text = "D4:8 | E4:8 || D4:8 | E4:8 |]"
        #expect(try share(["type": "has_form", "sections": "[2, 2]", "repeated": "false"], text) == 1)
    }

    @Test func notesOutsideTheRangeAreCounted() throws {
        #expect(try share(["type": "in_range"], "G3 B5 F#3 C6 |]") == 0.5)
        #expect(try share(["type": "in_range", "low": "D4", "high": "74"], "D4 D5 C4 D#5 |]") == 0.5)
        let error = #expect(throws: RecipeErrors.self) { try rule(["type": "in_range", "low": "C5", "high": "C4"]) }
        #expect(error?.errors.first?.message == "the highest note, C4, is below the lowest, C5")
    }
}

@Suite struct NoveltyTests {
    /// Nine notes; the seven in the middle occur a fifth higher in the second tune.
    private let known = [
        tune("D4 E4 F#4:2 G4 A4 B4 A4 | F#4 D4:2 |]"), tune("C5 A4 B4 C#5:2 D5 E5 F#5 E5 | D4 |]"),
    ]

    private func value(_ text: String, _ entries: KeyValuePairs<String, String> = ["type": "novelty"]) throws
        -> RuleMeasurement
    {
        let rule = try rule(entries)
        #expect(rule.needsCorpus)
        return try rule.comparing(to: known).measure(tune(text))
    }

    @Test func theLongestSharedRunIsFoundInAnyKey() throws {
        // The whole first tune, two tones higher.
        #expect(try value("F#4 G#4 A#4:2 B4 C#5 D#5 C#5 | A#4 F#4:2 |]").value == 9)
        // Six common notes are too few; eight of the second tune are found.
        #expect(try value("G4 D4 E4 F#4:2 G4 A4 B4 | D5 D5 |]").value == 0)
        #expect(try value("G4 A4 B4:2 C5 D5 E5 D5 | C#4 |]").value == 7)
        // The same pitches in another rhythm do not match.
        #expect(try value("D4 E4:2 F#4 G4:2 A4 B4:2 A4 | F#4:2 D4 |]").value == 0)
        #expect(try value("").value == 0)
    }

    @Test func longRunsLowerTheSatisfaction() throws {
        let copy = "D4 E4 F#4:2 G4 A4 B4 A4 | F#4 D4:2 |]"
        #expect(try value(copy, ["type": "novelty", "notes": "7"]).satisfaction == 7.0 / 9)
        #expect(try value(copy, ["type": "novelty", "notes": "9"]).satisfaction == 1)
    }

    @Test func withoutACorpusNothingIsACopy() throws {
        #expect(
            try rule(["type": "novelty"]).measure(known[0]) == RuleMeasurement(value: 0, satisfaction: 1))
    }

    @Test func theTuneItselfCanBeExcluded() {
        let runs = SharedRuns(known)
        let copy = runs.longest(in: known[0])
        #expect(copy.notes == 9 && copy.tune == 0)
        let variant = runs.longest(in: known[0], otherThan: 0)
        #expect(variant.notes == 7 && variant.tune == 1)
    }
}
