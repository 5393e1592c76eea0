import MuseMusic

/// The pitch classes of a key.
struct Scale {
    private var holds = [Bool](repeating: false, count: 12)

    /// Creates the scale of the signature; in a minor key also with the raised sixth and seventh, as in melodic minor.
    init(_ key: Key) {
        for pitchClass in key.pitchClasses { holds[pitchClass] = true }
        if key.mode == .minor {
            holds[(key.tonic.semitone + 9) % 12] = true
            holds[(key.tonic.semitone + 11) % 12] = true
        }
    }

    func contains(midi: Int) -> Bool { holds[midi % 12] }
}
