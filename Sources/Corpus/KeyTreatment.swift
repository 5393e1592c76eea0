package import MuseMusic
import MuseProtocols

/// How the tunes of a corpus are moved into keys.
package enum KeyTreatment: String, SettingChoice, Sendable {
    /// As they are.
    case none
    /// Major-like modes (major, lydian, mixolydian) to C, minor-like ones to A; what has no tonality stays.
    case tonic
    /// To learn from, each tune in twelve keys: those of signatures with five flats to six sharps.
    case allKeys = "all_keys"
    /// To learn from, each tune moved by six semitones down to five up, whatever its key, as far as it stays within what
    /// the parts of the tunes to learn from span: for music whose key is not known.
    case chromatic

    /// A tune to learn from, in the keys to learn it in; its own key first.
    ///
    /// - Parameter reach: of the tunes to learn from.
    package func training(_ score: Score, _ reach: PartReach) -> [Score] {
        if self == .chromatic {
            let room = reach.room(for: score)
            return [score]
                + (-6...5).filter { $0 != 0 && room.contains($0) }.sorted { ($0.magnitude, $0) < ($1.magnitude, $1) }
                .map { score.transposed(Transposition(semitones: $0)) }
        }
        guard self == .allKeys, let key = score.keys.first?.value, key.mode != .none else { return [evaluated(score)] }
        let own = (-5...6).contains(key.fifths) ? [] : [score]
        return own
            + (-5...6).map { $0 - key.fifths }.sorted { ($0.magnitude, $0) < ($1.magnitude, $1) }
            .map { score.transposed(Transposition(fifths: $0)) }
            .filter { own.isEmpty || $0.keys[0].value.tonic.semitone != key.tonic.semitone }
    }

    /// A tune to measure by.
    package func evaluated(_ score: Score) -> Score {
        guard self == .tonic, let key = score.keys.first?.value else { return score }
        let tonic: PitchClass
        switch key.mode {
        case .major, .lydian, .mixolydian: tonic = PitchClass(step: 0)
        case .minor, .dorian, .phrygian, .locrian: tonic = PitchClass(step: 5)
        case .none: return score
        }
        return score.transposed(Transposition(fifths: tonic.fifths - key.tonic.fifths))
    }
}
