package import MuseMusic
package import MuseProtocols

/// The tune has one climax: its highest note is reached at one place.
///
/// `value` is the number of places: bars with the highest note that are at most `bars` bars apart are one place.
/// `satisfaction = 1 / value`. Repeats are not unfolded, so a climax in a repeated section is one place. A tune without
/// notes gets 0 for both. The rule `unique_extremes` asks for a single note.
///
/// As a constraint: `range` with the `bars` that lie lower than the climax.
package struct OneClimax: Rule {
    static let bars = Setting<Int>(
        "bars", in: 0...64, default: 1, unit: "bars",
        "largest distance between bars with the highest note that are one climax")
    package static let schema = Schema("one_climax", "the highest note is reached at one place", [bars])
    package let unit = "places"

    private let bars: Int

    package init(_ settings: Settings) throws { bars = try settings[Self.bars] }

    package func measure(_ score: Score) -> RuleMeasurement {
        let melody = score.melody
        guard let top = melody.tones.map(\.midi).max() else { return RuleMeasurement(value: 0, satisfaction: 0) }
        let peaks = score.bars().enumerated().filter { _, bar in melody.tones(in: bar).contains { $0.midi == top } }
            .map(\.offset)
        let places = 1 + zip(peaks, peaks.dropFirst()).count { $1 - $0 > bars }
        return RuleMeasurement(value: Double(places), satisfaction: 1 / Double(places))
    }
}
