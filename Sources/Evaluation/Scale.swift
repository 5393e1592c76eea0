import MuseMusic

/// The notes of a key, whatever their octave.
struct Scale {
    private var holds = [Bool](repeating: false, count: 12)

    /// The seven of the signature; in a minor key the raised sixth and seventh too, as melodies there rise through them.
    init(_ key: Key) {
        for pitchClass in key.pitchClasses { holds[pitchClass] = true }
        if key.mode == .minor {
            holds[(key.tonic.semitone + 9) % 12] = true
            holds[(key.tonic.semitone + 11) % 12] = true
        }
    }

    func contains(midi: Int) -> Bool { holds[midi % 12] }
}
