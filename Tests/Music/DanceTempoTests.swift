import MuseMusic
import Testing

@Suite struct DanceTempoTests {
    @Test(arguments: [
        ("jig", "6/8", 174.0, 1.5), ("Slip Jig", "9/8", 174, 1.5), ("reel", "C|", 216, 2),
        ("Scotch reel", "4/4", 216, 2),
        ("jig", "2/4", 116, 1), ("march", "6/8", 162, 1.5), ("waltz", "3/4", 138, 1), ("", "2/2", 120, 2),
        ("unheard-of", "6/8", 120, 1.5), ("", "3/16", 120, 0.25),
    ]) func beatsAreThoseOfDancers(rhythm: String, meter: String, quarters: Double, beat: Double) {
        #expect(DanceTempo.quartersPerMinute(rhythm: rhythm, meter: Meter(meter)) == quarters)
        #expect(DanceTempo.beatQuarters(rhythm: rhythm, meter: Meter(meter)) == beat)
    }
}
