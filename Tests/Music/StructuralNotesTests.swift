import MuseMusic
import Testing

@Suite struct StructuralNotesTests {
    private func structure(_ score: Score) -> [String] {
        let notes = StructuralNotes(score.timeSpans(ofPart: 0))
        return notes.onsets.map { "\($0) \(notes[$0]!)" }
    }

    /// Analysed by hand. Beats of a jig are 12 ticks, the pickup takes 4. In bar 3, B follows a short A on the beat.
    /// The sixteenth on its second beat stays, because no later note takes half of the beat.
    @Test func aJigIsReducedToItsBeats() {
        #expect(
            structure(jig) == [
                "0 A4", "4 F#4", "16 F#5", "28 D5", "40 A4", "56 B4", "64 E5", "76 D5", "88 D5", "96 D5", "108 D4",
            ])
    }

    @Test func aReelIsReducedToItsHalfBars() {
        let reel = tune(
            Key(PitchClass(step: 1), .major), .common,
            [
                ("D4:1 F#4:1 A4:1 F#4:1 B4:1 F#4:1 A4:1 F#4:1", Barline(onset: 0)),
                ("D5:2 F#5:1 D5:1 E5:1 C#5:3", Barline(onset: 0)),
                ("D5:1 A4:1 F#4:2 D4:2 C#4:2", Barline(onset: 0, style: .final)),
            ])
        // The last note of the tune is its cadence, although it is not on a strong beat.
        #expect(
            structure(reel) == ["0 D4", "16 B4", "32 D5", "52 C#5", "64 D5", "80 D4", "88 C#4"])
    }

    @Test func spansAreJoinedWhereANoteCrossesThem() {
        let tune = tune(
            Key(PitchClass(step: 0), .major), .common,
            [("C4:1 D4:2 E4:2 F4:1 G4:2", Barline(onset: 0)), ("C4:4 C4:4", Barline(onset: 0, style: .final))])
        #expect(tune.timeSpans(ofPart: 0).map { $0.start..<$0.end } == [0..<32, 32..<48, 48..<64])
    }

    @Test func lastBarsOfSectionsAndEndingsAreCadences() {
        let cadences = jig.timeSpans(ofPart: 0).filter(\.isCadence)
        #expect(cadences.map(\.start) == [76, 88, 96, 108])
    }
}
