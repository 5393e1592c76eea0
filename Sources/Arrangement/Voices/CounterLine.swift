import MuseMusic

/// A counter-melody: a singing line below the melody, of chord tones that are consonant with it. Thirds and sixths are
/// better than fifths and octaves, steps better than leaps, contrary motion better than parallel motion, and new notes
/// better than repeated ones.
struct CounterLine: VoiceCosts {
    func cost(of pitch: Int, on beat: VoiceBeat) -> Double {
        let own = beat.chord.contains(pitch % 12) ? 0 : Forbidden.strayNote
        guard let melody = beat.melody else { return own }
        // The voices do not cross or meet.
        guard pitch < melody else { return own + Forbidden.crossing }
        // On other beats a dissonance with the melody is its own passing note over the chord.
        if !Counterpoint.isConsonant(pitch, melody) { return own + (beat.isBarStart ? Forbidden.dissonance : 2) }
        let distance = melody - pitch
        let colour = Counterpoint.isPerfect(pitch, melody) ? (beat.isLast ? 0 : 1.2) : 0
        return own + colour + (distance > 16 ? 0.25 * Double(distance - 16) : 0)
    }

    func cost(from last: Int, on lastBeat: VoiceBeat, to pitch: Int, on beat: VoiceBeat) -> Double {
        let leap = abs(pitch - last)
        var cost: Double =
            switch leap {
            case 0: 0.9
            case 1, 2: 0
            case 3, 4: 0.3
            case 5: 0.8
            case 7: 1.2
            case 8, 9, 12: 2
            default: 5
            }
        if let before = lastBeat.melody, let now = beat.melody {
            let (low, high) = ((last, pitch), (before, now))
            if Counterpoint.hasParallels(low, high) { cost += Forbidden.parallels }
            if Counterpoint.hasDirect(low, high) { cost += 1 }
            cost -= 0.5 * Double(Counterpoint.contrary(low, high))
        }
        return cost
    }
}
