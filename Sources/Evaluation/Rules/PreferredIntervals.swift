package import MuseMusic
package import MuseProtocols

/// The melody moves in intervals that sing well.
///
/// `value = satisfaction` is the share of its intervals that are not awkward: no tritone, no seventh, nothing wider than
/// an octave. Repeated notes are no intervals; a melody without any gets 1.
///
/// Source: Jaques and others 2017, Sequence Tutor, section 4.1, which punishes sevenths and what is wider than an octave
/// and rewards all else but the tritone.
package struct PreferredIntervals: Rule {
    package static let schema = Schema("preferred_intervals", "asks for intervals that are not awkward", [])
    package let unit = "share of intervals"

    package init(_ settings: Settings) throws {}

    package func measure(_ score: Score) -> RuleMeasurement {
        let tones = Melody(score).tones
        let intervals = zip(tones, tones.dropFirst()).map { abs($1.midi - $0.midi) }.filter { $0 > 0 }
        let awkward = intervals.count { $0 == 6 || $0 == 10 || $0 == 11 || $0 > 12 }
        return RuleMeasurement(share: intervals.count - awkward, of: intervals.count, empty: 1)
    }
}
