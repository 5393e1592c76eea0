package import MuseMusic
package import MuseProtocols

/// Sections share their ends: later parts end with the bars that end an earlier one.
///
/// For each section except the first, bars are compared from its end backwards with those of each earlier section, as
/// long as they have the same pitches at the same places, at most `bars` bars; the longest match counts. Both sections
/// end with their first ending. `value = satisfaction` is the mean, over these sections, of the number of equal bars
/// divided by `bars`; 0 for a tune of one section.
///
/// As a constraint: `form` with `phrases`, such as `phrases: [abac, dedc]`, enforces it.
package struct SharedEnds: Rule {
    static let bars = Setting<Int>(
        "bars", in: 1...16, default: 2, unit: "bars", "number of equal last bars at which the rule is fully satisfied")
    package static let schema = Schema("shared_ends", "later sections end like an earlier one", [bars])
    package let unit = "share of bars"

    private let bars: Int

    package init(_ settings: Settings) throws { bars = try settings[Self.bars] }

    package func measure(_ score: Score) -> RuleMeasurement {
        let melody = score.melody
        let ends = score.sections().map { section in
            section.bars.reversed().prefix(bars).map { bar in
                melody.tones(in: bar).map { [$0.onset - bar.start, $0.midi] }
            }
        }
        var equal = 0
        for (s, end) in ends.enumerated().dropFirst() {
            equal += ends[..<s].map { zip($0, end).prefix { $0 == $1 && !$0.isEmpty }.count }.max() ?? 0
        }
        return RuleMeasurement(share: equal, of: bars * max(0, ends.count - 1))
    }
}
