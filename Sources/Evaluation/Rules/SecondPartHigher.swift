package import MuseMusic
package import MuseProtocols

/// The second part (B) lies higher than the first (A), as in most dance tunes.
///
/// `value` is the duration-weighted mean pitch of the second section minus that of the first, in semitones. With the
/// setting `semitones` as `s`, `satisfaction = min(1, max(0, value / s))`. A tune of one section gets 0 for both.
/// Octaves, repeats and later endings count as written.
///
/// As a constraint: `range` with the `bars` of the second part.
package struct SecondPartHigher: Rule {
    static let semitones = Setting<Double>(
        "semitones", in: 0.1...24, default: 2, unit: "semitones",
        "difference of the parts' mean pitches at which the rule is fully satisfied")
    package static let schema = Schema(
        "second_part_higher", "the second part lies higher than the first", [semitones])
    package let unit = "semitones"

    private let semitones: Double

    package init(_ settings: Settings) throws { semitones = try settings[Self.semitones] }

    package func measure(_ score: Score) -> RuleMeasurement {
        let melody = score.melody
        let means = score.sections().prefix(2).compactMap { section in
            Self.meanPitch(melody.tones(from: section.start, to: section.end))
        }
        guard means.count == 2 else { return RuleMeasurement(value: 0, satisfaction: 0) }
        let rise = means[1] - means[0]
        return RuleMeasurement(value: rise, satisfaction: min(1, max(0, rise / semitones)))
    }

    /// nil without notes of a duration.
    private static func meanPitch(_ tones: ArraySlice<Melody.Tone>) -> Double? {
        let time = tones.reduce(0) { $0 + $1.duration }
        return time > 0 ? Double(tones.reduce(0) { $0 + $1.midi * $1.duration }) / Double(time) : nil
    }
}
