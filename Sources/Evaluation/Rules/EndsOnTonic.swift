package import MuseMusic
package import MuseProtocols

/// The tune ends on its tonic, and so do its other sections.
///
/// `value = satisfaction = (1 - w) t + w s`, where `t` is 1 if the tune's last note is the tonic and 0 otherwise, `s`
/// is the share of the other sections whose last note is the tonic, and `w` is `section_weight` (0 if there is only one
/// section). A section ends with its last ending. The octave does not matter; the key is the one in force at the note.
/// A tune without notes or without a tonic gets 0.
package struct EndsOnTonic: Rule {
    static let sectionWeight = Setting<Double>(
        "section_weight", in: 0...1, default: 0.25, "total weight of the ends of the other sections")
    package static let schema = Schema("ends_on_tonic", "the tune ends on its tonic", [sectionWeight])
    package let unit = "share of ends"

    private let sectionWeight: Double

    package init(_ settings: Settings) throws { sectionWeight = try settings[Self.sectionWeight] }

    package func measure(_ score: Score) -> RuleMeasurement {
        let melody = score.melody
        let isOnTonic = { (tone: Melody.Tone?) -> Double in
            guard let tone, let key = score.keys.value(at: tone.onset), key.mode != .none else { return 0 }
            return tone.midi % 12 == key.tonic.semitone ? 1 : 0
        }
        var share = isOnTonic(melody.tones.last)
        let others = score.sections().dropLast()
        if !others.isEmpty {
            let home = others.reduce(0.0) { $0 + isOnTonic(melody.tones(from: $1.start, to: $1.end).last) }
            share = (1 - sectionWeight) * share + sectionWeight * home / Double(others.count)
        }
        return RuleMeasurement(value: share, satisfaction: share)
    }
}
