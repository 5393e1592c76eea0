package import MuseMusic
package import MuseProtocols

/// All notes are in the range of an instrument.
///
/// `value = satisfaction` is the share of the melody's notes from `low` to `high`; a tune without notes gets 0. The
/// constraint `range` enforces the same during generation.
package struct InRange: Rule {
    package static let schema = Schema(
        "in_range", "notes are in the range of an instrument", [PitchSpan.low, PitchSpan.high])
    package let unit = "share of notes"

    private let range: ClosedRange<Int>

    package init(_ settings: Settings) throws { range = try PitchSpan.range(settings) }

    package func measure(_ score: Score) -> RuleMeasurement {
        let tones = score.melody.tones
        return RuleMeasurement(share: tones.count { range.contains($0.midi) }, of: tones.count)
    }
}
