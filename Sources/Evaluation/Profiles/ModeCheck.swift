package import MuseMusic
package import MuseProtocols

/// Rejects a tune whose mode is not one of the dance's, or is not heard.
///
/// In this order: the key has another mode; no section ends, before or after its endings, on a note of the tonic chord;
/// the notes of the tonic chord have a smaller share of the time than in all but the share `tail` of the reference's
/// tunes. Ends off the tonic itself are accepted, because traditional tunes have them: they lead into the repetition.
package struct ModeCheck: ProfileCheck {
    static let modes = Setting<[Key.Mode]>(
        "modes", default: [.major, .mixolydian, .dorian, .minor], "modes of the dance")
    package static let schema = Schema(
        "mode", "the mode is one of the dance's and is heard", [modes, RhythmCheck.tail])

    private let modes: [Key.Mode]
    private let tail: Double
    private var least = 0.0

    package init(_ settings: Settings) throws {
        modes = try settings[Self.modes]
        tail = try settings[RhythmCheck.tail]
    }

    package func comparing(to reference: ProfileReference) -> ModeCheck {
        var result = self
        if !reference.style.isEmpty {
            result.least = reference.style.map(Self.chordShare).sorted().quantile(tail)
        }
        return result
    }

    package func rejection(of score: Score) -> Rejection? {
        guard let key = score.keys.first?.value, key.mode != .none else { return Rejection("has no key") }
        if let wrong = score.keys.first(where: { !modes.contains($0.value.mode) }) {
            return Rejection(
                "the key is \(wrong.value), expected \(modes.map(\.rawValue).joined(separator: ", "))",
                bar: score.barNumber(at: wrong.onset))
        }
        let melody = score.melody
        guard let last = melody.tones.last else { return Rejection("has no notes") }
        let ends = score.sections().flatMap { section in
            [section.bars, section.laterEndings].map { melody.tones(in: $0[...]).last }
        }
        if !ends.contains(where: { $0.map { Self.isOfTonicChord($0, score) } ?? false }) {
            return Rejection(
                "no section ends on a note of the tonic chord of \(key)", bar: score.barNumber(at: last.onset))
        }
        let share = Self.chordShare(score)
        guard share < least else { return nil }
        return Rejection(
            "the tonic chord of \(key) has \(percent(share)) of the time; the reference's tunes have at least "
                + percent(least))
    }

    /// The share of the time of notes of the tonic chord.
    private static func chordShare(_ score: Score) -> Double {
        let tones = score.melody.tones
        let time = tones.reduce(0) { $0 + $1.duration }
        let chord = tones.reduce(0) { $0 + (isOfTonicChord($1, score) ? $1.duration : 0) }
        return time > 0 ? Double(chord) / Double(time) : 0
    }

    /// The third is that of the mode.
    private static func isOfTonicChord(_ tone: Melody.Tone, _ score: Score) -> Bool {
        guard let degree = score.degree(of: tone), let key = score.keys.value(at: tone.onset) else { return false }
        return degree == 0 || degree == 7 || degree == (key.mode.hasMinorThird ? 3 : 4)
    }
}
