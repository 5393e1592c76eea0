import MuseMusic

/// A bass: the root where the chord changes and on the first beat of a bar, then fifth, root or third; the tune ends on
/// the root. It moves by steps and by the leaps of basses, fourths, fifths and octaves.
struct BassLine: VoiceCosts {
    func cost(of pitch: Int, on beat: VoiceBeat) -> Double {
        let place = beat.chord.firstIndex(of: pitch % 12)
        if beat.isLast { return register(pitch) + (place == 0 ? 0 : Forbidden.strayNote) }
        switch place {
        case 0: return register(pitch) + (beat.isBarStart || beat.isChange ? 0 : 0.6)
        // The fifth, which may be missing or altered, is the third tone of a chord.
        case 2: return register(pitch) + (beat.isChange ? Forbidden.dissonance : beat.isBarStart ? 2 : 0)
        case 1: return register(pitch) + (beat.isChange ? Forbidden.dissonance : beat.isBarStart ? 3 : 0.8)
        default: return Forbidden.strayNote
        }
    }

    func cost(from last: Int, on lastBeat: VoiceBeat, to pitch: Int, on beat: VoiceBeat) -> Double {
        let leap = abs(pitch - last)
        var cost: Double =
            switch leap {
            case 0: beat.isBarStart ? 0.3 : 1
            case 1, 2: 0
            case 3, 4: 0.3
            case 5, 7: 0.2
            case 12: 0.8
            case 8, 9: 1.2
            default: 6
            }
        if let before = lastBeat.melody, let now = beat.melody {
            if Counterpoint.hasParallels((last, pitch), (before, now)) { cost += Forbidden.parallels }
            cost -= 0.2 * Double(Counterpoint.contrary((last, pitch), (before, now)))
        }
        return cost
    }

    /// Prefers the middle of the range.
    private func register(_ pitch: Int) -> Double { 0.04 * Double(abs(pitch - 45)) }
}
