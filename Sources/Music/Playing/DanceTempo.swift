/// Default tempos of dances in Irish and Scottish playing, in beats per minute, for scores without a tempo.
///
/// A beat is a dotted quarter in jigs, a half in reels and hornpipes, a quarter in the others. A rhythm that is not in
/// the table gets MIDI's default of 120 quarters per minute.
package enum DanceTempo {
    private typealias Dance = (name: String, beatQuarters: Double, bpm: Double)

    /// The first name contained in the rhythm counts, so longer names come first.
    private static let table: [Dance] = [
        ("slip jig", 1.5, 116), ("hop jig", 1.5, 126), ("single jig", 1.5, 126), ("slide", 1.5, 126),
        ("jig", 1.5, 116),
        ("hornpipe", 2, 80), ("barndance", 2, 80), ("barn dance", 2, 80), ("fling", 2, 80), ("schottische", 2, 76),
        ("strathspey", 1, 116),
        ("reel", 2, 108), ("breakdown", 2, 112),
        ("polka", 1, 126), ("mazurka", 1, 132), ("varsovienne", 1, 126), ("waltz", 1, 138), ("minuet", 1, 116),
        ("quickstep", 1, 116), ("quick step", 1, 116), ("march", 1, 108),
        ("lament", 1, 60), ("slow air", 1, 66), ("song", 1, 92), ("air", 1, 84),
    ]

    package static let standard = 120.0

    package static func quartersPerMinute(rhythm: String, meter: Meter?) -> Double {
        dance(rhythm).map { $0.bpm * beat(of: $0, in: meter) } ?? standard
    }

    /// The length of the beat in which dancers count a rhythm, in quarters: 3/2 for a jig, 2 for a reel; for a rhythm
    /// that is not in the table, the beat of the meter.
    package static func beatQuarters(rhythm: String, meter: Meter?) -> Double {
        if let dance = dance(rhythm) { return beat(of: dance, in: meter) }
        return meter.map { Double($0.beatTicks(64)) / 64 } ?? 1
    }

    /// The names of the table, converted once because the MIDI exporter looks up each tune.
    private static let names = table.map { Array($0.name.utf8) }

    private static func dance(_ rhythm: String) -> Dance? {
        let rhythm = Array(rhythm.lowercased().utf8)
        return names.firstIndex { contains(rhythm, $0) }.map { table[$0] }
    }

    /// The beat of a dance in a meter, in quarters: a march or an air in 6/8 is counted in dotted quarters, a jig
    /// written in 2/4 in quarters.
    private static func beat(of dance: Dance, in meter: Meter?) -> Double {
        switch (dance.beatQuarters, meter?.isCompound) {
        case (1.5, false?): 1
        case (1, true?): 1.5
        default: dance.beatQuarters
        }
    }

    private static func contains(_ text: [UInt8], _ word: [UInt8]) -> Bool {
        guard text.count >= word.count else { return false }
        return (0...text.count - word.count).contains { text[$0..<$0 + word.count].elementsEqual(word) }
    }
}
