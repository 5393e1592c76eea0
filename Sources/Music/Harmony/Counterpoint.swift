/// What two-part counterpoint says about a lower voice and a melody.
///
/// Source: Fux, "Gradus ad Parnassum", 1725, first species: consonances, no parallel or direct fifths and octaves,
/// contrary motion.
package enum Counterpoint {
    /// Whether a lower and an upper note are consonant: unison, thirds, fifth, sixths, octave, and these with octaves.
    package static func isConsonant(_ low: Int, _ high: Int) -> Bool {
        [0, 3, 4, 7, 8, 9].contains((high - low + 120) % 12)
    }

    /// Whether an interval is a unison, fifth or octave, with octaves.
    package static func isPerfect(_ low: Int, _ high: Int) -> Bool { [0, 7].contains((high - low + 120) % 12) }

    /// Whether two voices move in the same direction into, or in parallel at, the same perfect interval.
    package static func hasParallels(_ low: (Int, Int), _ high: (Int, Int)) -> Bool {
        low.0 != low.1 && isPerfect(low.0, high.0) && isPerfect(low.1, high.1)
            && (high.0 - low.0 - high.1 + low.1) % 12 == 0
    }

    /// Whether both voices leap in the same direction to a fifth or octave.
    package static func hasDirect(_ low: (Int, Int), _ high: (Int, Int)) -> Bool {
        isPerfect(low.1, high.1) && (low.1 - low.0).signum() == (high.1 - high.0).signum() && low.0 != low.1
            && abs(high.1 - high.0) > 2
    }

    /// 1 if the voices move in opposite directions, -1 in the same, 0 if one of them stays.
    package static func contrary(_ low: (Int, Int), _ high: (Int, Int)) -> Int {
        -(low.1 - low.0).signum() * (high.1 - high.0).signum()
    }
}
