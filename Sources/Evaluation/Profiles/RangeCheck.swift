package import MuseMusic
package import MuseProtocols

/// Rejects a tune that does not fit the range of the instruments that play the dance.
///
/// With `transpose`, a tune that fits in another key is accepted: then only the distance from its lowest to its highest
/// note counts, and the highest note is the place.
package struct RangeCheck: ProfileCheck {
    static let transpose = Setting<Bool>(
        "transpose", default: false, "whether tunes that fit in another key are accepted")
    package static let schema = Schema(
        "range", "the notes are in the range of the instruments", [PitchSpan.low, PitchSpan.high, transpose])

    private let range: ClosedRange<Int>
    private let transpose: Bool

    package init(_ settings: Settings) throws {
        range = try PitchSpan.range(settings)
        transpose = try settings[Self.transpose]
    }

    package func rejection(of score: Score) -> Rejection? {
        let tones = score.melody.tones
        guard let lowest = tones.map(\.midi).min(), let highest = tones.map(\.midi).max() else {
            return Rejection("has no notes")
        }
        func name(_ midi: Int) -> String { PitchNumber(midi: midi).settingText }
        if transpose {
            guard highest - lowest > range.count - 1, let top = tones.first(where: { $0.midi == highest }) else {
                return nil
            }
            return Rejection(
                "\(name(lowest)) to \(name(highest)) are \(highest - lowest) semitones, at most \(range.count - 1) fit",
                bar: score.barNumber(at: top.onset))
        }
        guard let outside = tones.first(where: { !range.contains($0.midi) }) else { return nil }
        return Rejection(
            "\(name(outside.midi)) is not between \(name(range.lowerBound)) and \(name(range.upperBound))",
            bar: score.barNumber(at: outside.onset))
    }
}
