import MuseEvaluation
import MuseMusic
import Testing

@Suite struct TuneAttributeTests {
    @Test(
        arguments: [
            (.density, "D4:4 E4:4 | F#4:8 |]", 1.5), (.pitchRange, "D4:4 A4:4 | B3:8 |]", 10),
            // 62 for six eighths, 70 for two.
            (.meanPitch, "D4:6 A#4:2 |]", 64),
            // Off the beat and across the next one: the second of four.
            (.syncopation, "D4 E4:2 F#4 G4:4 |]", 0.25), (.syncopation, "D4:2 E4:2 F#4 G4 A4:2 |]", 0),
            // One fourth among four intervals.
            (.leaps, "D4 E4 A4 B4 G4 |]", 0.25), (.leaps, "D4 |]", 0),
        ] as [(TuneAttribute, String, Double)])
    func valuesByHand(attribute: TuneAttribute, text: String, value: Double) {
        #expect(attribute.value(of: tune(text)) == value)
    }

    @Test(arguments: TuneAttribute.allCases) func allValuesAreZeroForSilence(attribute: TuneAttribute) {
        #expect(attribute.value(of: tune("z:8 |]")) == 0 && attribute.value(of: Score()) == 0)
    }
}
