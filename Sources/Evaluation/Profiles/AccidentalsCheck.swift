package import MuseMusic
package import MuseProtocols

/// Rejects a tune with more accidentals than usual.
///
/// Notes outside the key count; in minor, the raised sixth and seventh do not. A tune is rejected if their share is
/// larger than in all but the share `tail` of the reference's tunes. The place is the first such note.
package struct AccidentalsCheck: ProfileCheck {
    package static let schema = Schema("accidentals", "accidentals are no more frequent than usual", [RhythmCheck.tail])

    private let tail: Double
    private var most = 1.0

    package init(_ settings: Settings) throws { tail = try settings[RhythmCheck.tail] }

    package func comparing(to reference: ProfileReference) -> AccidentalsCheck {
        var result = self
        let shares = reference.style.map { tune in
            Double(Self.accidentals(tune).count) / Double(max(1, tune.melody.tones.count))
        }
        if !shares.isEmpty { result.most = shares.sorted().quantile(1 - tail) }
        return result
    }

    package func rejection(of score: Score) -> Rejection? {
        let found = Self.accidentals(score)
        let count = score.melody.tones.count
        guard let first = found.first, Double(found.count) > most * Double(count) else { return nil }
        return Rejection(
            "\(found.count) of \(count) notes are outside the key, \(percent(Double(found.count) / Double(count))); "
                + "the reference's tunes have at most \(percent(most))",
            bar: score.barNumber(at: first.onset))
    }

    private static func accidentals(_ score: Score) -> [Melody.Tone] {
        score.melody.tones.filter { tone in
            guard let key = score.keys.value(at: tone.onset), key.mode != .none else { return false }
            return !Scale(key).contains(midi: tone.midi)
        }
    }
}
