import MuseMusic

/// The pitch classes of a key.
struct Scale {
    private var holds = [Bool](repeating: false, count: 12)

    /// Those of the signature; in a minor key also the raised sixth and seventh, as in the melodic minor scale.
    init(_ key: Key) {
        for pitchClass in key.pitchClasses { holds[pitchClass] = true }
        if key.mode == .minor {
            holds[(key.tonic.semitone + 9) % 12] = true
            holds[(key.tonic.semitone + 11) % 12] = true
        }
    }

    func contains(midi: Int) -> Bool { holds[midi % 12] }
}
