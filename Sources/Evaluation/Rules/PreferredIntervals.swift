package import MuseMusic
package import MuseProtocols

/// The melody avoids awkward intervals.
///
/// `value = satisfaction` is the share of its intervals that are not awkward, that is, not a tritone, a seventh or
/// wider than an octave. Repeated notes do not count as intervals; a melody without intervals gets 1.
///
/// Source: Jaques and others 2017, Sequence Tutor, section 4.1, which penalises sevenths and intervals wider than an
/// octave, and rewards all others except the tritone.
package struct PreferredIntervals: Rule {
    package static let schema = Schema(
        "preferred_intervals", "the melody has no tritones, sevenths or intervals wider than an octave", [])
    package let unit = "share of intervals"

    package init(_ settings: Settings) throws {}

    package func measure(_ score: Score) -> RuleMeasurement {
        let tones = score.melody.tones
        let intervals = zip(tones, tones.dropFirst()).map { abs($1.midi - $0.midi) }.filter { $0 > 0 }
        let awkward = intervals.count { $0 == 6 || $0 == 10 || $0 == 11 || $0 > 12 }
        return RuleMeasurement(share: intervals.count - awkward, of: intervals.count, empty: 1)
    }
}
