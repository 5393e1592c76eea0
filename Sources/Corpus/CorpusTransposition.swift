package import MuseMusic
import MuseProtocols

/// The transposition of the tunes of a corpus.
package enum CorpusTransposition: String, SettingChoice, Sendable {
    /// No transposition.
    case none
    /// Transposes major-like modes (major, lydian, mixolydian) to C and minor-like modes to A. Tunes without a key stay
    /// unchanged.
    case tonic
    /// Transposes each training tune to twelve keys, those with signatures from five flats to six sharps.
    case allKeys = "all_keys"
    /// Transposes each training tune by -6 to +5 semitones, whatever its key, if its parts stay within the ranges of
    /// the training tunes' parts. For music whose key is unknown.
    case chromatic

    /// Returns the transpositions of a training tune, its own key first.
    ///
    /// - Parameter ranges: the part ranges of the training tunes.
    package func training(_ score: Score, _ ranges: PartRanges) -> [Score] {
        intervals(ofTraining: score, ranges).map(score.transposed)
    }

    /// Returns the intervals by which a training tune is transposed.
    func intervals(ofTraining score: Score, _ ranges: PartRanges) -> [Transposition] {
        if self == .chromatic {
            let allowed = ranges.transpositions(for: score)
            return [Self.unison]
                + (-6...5).filter { $0 != 0 && allowed.contains($0) }.sorted { ($0.magnitude, $0) < ($1.magnitude, $1) }
                .map { Transposition(semitones: $0) }
        }
        guard self == .allKeys, let key = score.keys.first?.value, key.mode != .none else {
            return [normalisation(of: score)]
        }
        let original = (-5...6).contains(key.fifths) ? [] : [Self.unison]
        return original
            + (-5...6).map { $0 - key.fifths }.sorted { ($0.magnitude, $0) < ($1.magnitude, $1) }
            // Twelve fifths lead to the same key.
            .filter { original.isEmpty || $0 % 12 != 0 }
            .map { Transposition(fifths: $0) }
    }

    /// Returns a tune transposed to C or A for `tonic`, unchanged otherwise. Used for validation and test.
    package func normalised(_ score: Score) -> Score { score.transposed(normalisation(of: score)) }

    private static let unison = Transposition(fifths: 0)

    /// Returns the interval to C or A for `tonic`, otherwise a unison.
    func normalisation(of score: Score) -> Transposition {
        guard self == .tonic, let key = score.keys.first?.value else { return Self.unison }
        let tonic: PitchClass
        switch key.mode {
        case .major, .lydian, .mixolydian: tonic = PitchClass(step: 0)
        case .minor, .dorian, .phrygian, .locrian: tonic = PitchClass(step: 5)
        case .none: return Self.unison
        }
        return Transposition(fifths: tonic.fifths - key.tonic.fifths)
    }
}
