import MuseEvaluation
import MuseMusic
import MuseProtocols
import Testing

/// Tunes in D major, 4/4; eight eighths a bar.
@Suite struct FormRuleTests {
    private func expect(
        _ type: String, _ text: String, value: Double, satisfaction: Double, key: Key = Key(PitchClass(step: 1), .major)
    ) throws {
        let measured = try rule(["type": type]).measure(tune(text, key: key))
        #expect(abs(measured.value - value) < 1e-12, "\(type) of \(text): \(measured)")
        #expect(abs(measured.satisfaction - satisfaction) < 1e-12, "\(type) of \(text): \(measured)")
    }

    @Test(
        arguments: [
            // D4 is 62, E4 64, A4 69. Means: 62 and 69; (62 · 6 + 64 · 2) / 8 = 62.5 and 63.5.
            ("|: D4:8 :| |: A4:8 :|", 7, 1),
            ("|: A4:8 :| |: D4:8 :|", -7, 0),
            ("|: D4:6 E4:2 :| |: D4:2 E4:6 :|", 1, 0.5),
            // The second and third section: only the first two count. A second ending belongs to its section.
            ("|: D4:8 :| |: E4:8 :| |: D6:8 :|", 2, 1),
            ("|: D4:8 |1 D4:8 :|2 A4:8 |] E4:8 |]", 64 - (62 + 62 + 69) / 3.0, 0),
            ("D4:8 |]", 0, 0), ("", 0, 0),
        ] as [(String, Double, Double)])
    func theSecondPartsMeanPitchIsCompared(text: String, value: Double, satisfaction: Double) throws {
        try expect("second_part_higher", text, value: value, satisfaction: satisfaction)
    }

    @Test func theDifferenceOfPartsCanBeSet() throws {
        let strict = try rule(["type": "second_part_higher", "semitones": "10"])
        #expect(try strict.measure(tune("|: D4:8 :| |: A4:8 :|")).satisfaction == 0.7)
    }

    @Test(
        arguments: [
            // The last note on a beat of the second of four bars: A, E, C sharp; D and G are not of the dominant.
            ("|: D4:8 | D4:4 A4:4 | D4:8 | D4:8 :|", 1),
            ("|: D4:8 | D4:4 E5:2 D5:2 | D4:8 | D4:8 :|", 0),
            ("|: D4:8 | D4:6 E5 D5 | D4:8 | D4:8 :|", 1),
            ("|: D4:8 | D4:4 C#5:4 | D4:8 | D4:8 :|", 1),
            ("|: D4:8 | D4:4 G4:4 | D4:8 | D4:8 :|", 0),
            // One of two sections; sections of one bar and of an odd number of bars do not count.
            ("|: D4:8 | A4:8 | D4:8 | D4:8 :| |: D4:8 | D4:8 | D4:8 | D4:8 :|", 0.5),
            ("|: D4:8 | A4:8 | D4:8 | D4:8 :| |: D4:8 :| |: D4:8 | A4:8 | A4:8 | A4:8 | D4:8 :|", 1),
            ("D4:8 | A4:8 |]", 0), ("", 0),
        ] as [(String, Double)])
    func theMiddleOfASectionClosesOpen(text: String, share: Double) throws {
        try expect("half_close", text, value: share, satisfaction: share)
    }

    @Test func theFourthDegreeIsOpenInModesWithALowSeventh() throws {
        let text = "|: D4:8 | D4:4 G4:4 | D4:8 | D4:8 :|"
        try expect("half_close", text, value: 1, satisfaction: 1, key: Key(PitchClass(step: 1), .dorian))
        try expect("half_close", text, value: 0, satisfaction: 0, key: Key(PitchClass(step: 1), .lydian))
        try expect("half_close", text, value: 0, satisfaction: 0, key: Key(PitchClass(step: 1), .none))
    }

    @Test(
        arguments: [
            ("D4:8 | A4:8 | D4:8 |]", 1),
            // Twice in a bar and in the next one is one place; a bar apart is two.
            ("D4:8 | A4:2 D4:4 A4:2 | A4:8 | D4:8 |]", 1),
            ("A4:8 | D4:8 | A4:8 |]", 2),
            ("A4:8 | D4:8 | A4:8 | D4:8 | D4:8 | A4:8 |]", 3),
            // A tie is one note.
            ("A4:8- | A4:8 | D4:8 |]", 1),
        ] as [(String, Double)])
    func placesOfTheHighestNoteAreCounted(text: String, places: Double) throws {
        try expect("one_climax", text, value: places, satisfaction: 1 / places)
    }

    @Test func theDistanceOfPeaksCanBeSet() throws {
        try expect("one_climax", "", value: 0, satisfaction: 0)
        let score = tune("A4:8 | D4:8 | A4:8 |]")
        #expect(try rule(["type": "one_climax", "bars": "2"]).measure(score).value == 1)
        let twoBars = tune("A4:8 | A4:8 |]")
        #expect(try rule(["type": "one_climax", "bars": "0"]).measure(twoBars).value == 2)
    }

    /// Four bars: the first and the third are compared, and the second and the fourth, at a likeness of 0 or 1.
    @Test(
        arguments: [
            // Begins alike in one of two bars, ends open, answers on the tonic.
            ("|: D4:4 E4:4 | A4:8 | D4:4 E4:4 | z:4 D4:4 :|", (0.5 + 1 + 1) / 3),
            // A copy: begins alike, but both phrases end open, or both on the tonic.
            ("|: D4:4 E4:4 | A4:4 B4:4 | D4:4 E4:4 | A4:4 B4:4 :|", 2 / 3.0),
            ("|: D4:4 E4:4 | A4:4 D5:4 | D4:4 E4:4 | A4:4 D5:4 :|", 2 / 3.0),
            // The answer begins with another rhythm and does not close.
            ("|: D4:8 | D4:8 | z:4 E4:4 | z:4 E4:4 :|", 0),
            // The mean of two sections.
            ("|: D4:4 E4:4 | A4:4 B4:4 | D4:4 E4:4 | A4:4 B4:4 :| |: D4:8 | D4:8 | z:4 E4:4 | z:4 E4:4 :|", 1 / 3.0),
            ("D4:8 | D4:8 |]", 0), ("", 0),
        ] as [(String, Double)])
    func phrasesAreComparedInPairs(text: String, share: Double) throws {
        try expect("question_and_answer", text, value: share, satisfaction: share)
    }

    @Test(
        arguments: [
            // A mean of 66 between 62 and 62; one of 62 is not higher than 62; one of 64 is lower than the end.
            ("D4:8 | F#4:8 | F#4:8 | D4:8 |]", 1, 1),
            ("D4:8 | D4:8 | D4:8 | D4:8 |]", 0, 0),
            ("D4:8 | E4:8 | E4:8 | A4:8 |]", 0, 0),
            // One of three phrases: 1/3 of the wanted 0.4. The rest of two bars is no phrase.
            (
                "D4:8 | F#4:8 | F#4:8 | D4:8 | D4:8 | D4:8 | D4:8 | D4:8 | D4:8 | D4:8 | D4:8 | D4:8 | A4:8 | A4:8 |]",
                1 / 3.0, 1 / 1.2
            ),
            ("D4:8 | F#4:8 | D4:8 |]", 0, 0), ("", 0, 0),
        ] as [(String, Double, Double)])
    func phrasesThatRiseAndFallAreCounted(text: String, share: Double, satisfaction: Double) throws {
        try expect("contour_arch", text, value: share, satisfaction: satisfaction)
    }

    @Test(
        arguments: [
            ("|: D4:8 | E4:8 | D4:8 :| |: A4:8 | E4:8 | D4:8 :|", 1),
            ("|: D4:8 | E4:8 | D4:8 :| |: A4:8 | A4:8 | D4:8 :|", 0.5),
            // Bars are compared from the end, as long as they are equal.
            ("|: D4:8 | E4:8 | D4:8 :| |: A4:8 | E4:8 | E4:8 :|", 0),
            ("|: D4:8 | E4:8 | D4:8 :| |: A4:8 | E4:8 | D4:4 D4:4 :|", 0),
            // The third section is compared with both: (0 + 1) / 2.
            ("|: D4:8 | E4:8 | D4:8 :| |: A4:8 | A4:8 | A4:8 :| |: B4:8 | A4:8 | A4:8 :|", 0.5),
            // The first ending counts.
            ("|: E4:8 |1 D4:8 :|2 A4:8 |] |: E4:8 |1 D4:8 :|2 B4:8 |]", 1),
            ("D4:8 | D4:8 |]", 0), ("", 0),
        ] as [(String, Double)])
    func equalBarsAtTheEndsAreCounted(text: String, share: Double) throws {
        try expect("shared_ends", text, value: share, satisfaction: share)
    }
}
