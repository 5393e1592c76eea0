import MuseMusic

extension Score {
    /// Returns the semitones from the tonic in force up to a tone, 0 to 11; nil without a tonic.
    func degree(of tone: Melody.Tone) -> Int? {
        guard let key = keys.value(at: tone.onset), key.mode != .none else { return nil }
        return (tone.midi - key.tonic.semitone + 120) % 12
    }

    /// Whether a tone is the tonic in force, in any octave; false for nil and without a tonic.
    func isTonic(_ tone: Melody.Tone?) -> Bool { tone.flatMap { degree(of: $0) } == 0 }
}
