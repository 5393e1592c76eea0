import MuseMusic
import MusePlatform

/// Default tempos of dances in Irish and Scottish playing, in beats per minute, for scores without a tempo.
///
/// A beat is a dotted quarter in jigs, a half in reels and hornpipes, a quarter in the others. A rhythm that is not in
/// the table gets MIDI's default of 120 quarters per minute.
enum DanceTempo {
    /// The first name contained in the rhythm counts, so longer names come first.
    private static let table: [(name: String, beatQuarters: Double, bpm: Double)] = [
        ("slip jig", 1.5, 116), ("hop jig", 1.5, 126), ("single jig", 1.5, 126), ("slide", 1.5, 126),
        ("jig", 1.5, 116),
        ("hornpipe", 2, 80), ("barndance", 2, 80), ("barn dance", 2, 80), ("fling", 2, 80), ("schottische", 2, 76),
        ("strathspey", 1, 116),
        ("reel", 2, 108), ("breakdown", 2, 112),
        ("polka", 1, 126), ("mazurka", 1, 132), ("varsovienne", 1, 126), ("waltz", 1, 138), ("minuet", 1, 116),
        ("quickstep", 1, 116), ("quick step", 1, 116), ("march", 1, 108),
        ("lament", 1, 60), ("slow air", 1, 66), ("song", 1, 92), ("air", 1, 84),
    ]

    static let standard = 120.0

    static func quartersPerMinute(rhythm: String, meter: Meter?) -> Double {
        let rhythm = rhythm.lowercased()
        guard let dance = table.first(where: { contains(rhythm, $0.name) }) else { return standard }
        // A march or an air in 6/8 is counted in dotted quarters, a jig written in 2/4 in quarters.
        let isCompound = meter?.isCompound ?? (dance.beatQuarters == 1.5)
        switch (dance.beatQuarters, isCompound) {
        case (1.5, false): return dance.bpm
        case (1, true): return dance.bpm * 1.5
        default: return dance.bpm * dance.beatQuarters
        }
    }

    private static func contains(_ text: String, _ word: String) -> Bool {
        text.withCString { text in word.withCString { strstr(text, $0) != nil } }
    }
}
