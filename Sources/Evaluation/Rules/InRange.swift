package import MuseMusic
package import MuseProtocols

/// The tune can be played: all its notes lie on the instrument.
///
/// `value = satisfaction` is the share of the melody's notes from `low` to `high`; a tune without notes gets 0. The
/// constraint `range` makes sure of the same beforehand.
package struct InRange: Rule {
    package static let schema = Schema(
        "in_range", "asks for notes that an instrument has", [PitchSpan.low, PitchSpan.high])
    package let unit = "share of notes"

    private let range: ClosedRange<Int>

    package init(_ settings: Settings) throws { range = try PitchSpan.range(settings) }

    package func measure(_ score: Score) -> RuleMeasurement {
        let tones = Melody(score).tones
        return RuleMeasurement(share: tones.count { range.contains($0.midi) }, of: tones.count)
    }
}
