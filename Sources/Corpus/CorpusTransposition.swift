package import MuseMusic
import MuseProtocols

/// How the tunes of a corpus are transposed.
package enum CorpusTransposition: String, SettingChoice, Sendable {
    /// Not at all.
    case none
    /// Major-like modes (major, lydian, mixolydian) to C, minor-like modes to A; tunes without tonality stay as they
    /// are.
    case tonic
    /// Each training tune in twelve keys: those with signatures from five flats to six sharps.
    case allKeys = "all_keys"
    /// Each training tune transposed by -6 to +5 semitones, whatever its key, as far as its parts stay within the
    /// ranges of the training tunes' parts: for music whose key is unknown.
    case chromatic

    /// The transpositions of a training tune; its own key first.
    ///
    /// - Parameter reach: of the training tunes.
    package func training(_ score: Score, _ reach: PartRanges) -> [Score] {
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

    /// A tune for validation or test.
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
