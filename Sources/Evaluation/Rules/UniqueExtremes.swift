package import MuseMusic
package import MuseProtocols

/// The highest note of the melody occurs once, and so does the lowest.
///
/// `value = satisfaction` is 1 for both, 0.5 for one of them, 0 for neither or without notes. Repeats are not unfolded.
///
/// Source: Jaques and others 2017, Sequence Tutor, section 4.1.
package struct UniqueExtremes: Rule {
    package static let schema = Schema(
        "unique_extremes", "the highest and the lowest note each occur once", [])
    package let unit = "share of extremes"

    package init(_ settings: Settings) throws {}

    package func measure(_ score: Score) -> RuleMeasurement {
        let pitches = score.melody.tones.map(\.midi)
        guard let lowest = pitches.min(), let highest = pitches.max() else { return RuleMeasurement(share: 0) }
        let unique = [lowest, highest].count { extreme in pitches.count { $0 == extreme } == 1 }
        return RuleMeasurement(share: unique, of: 2)
    }
}
