/// The pitches that new notes of a variation may have: those of the key within the range of the tune, and the tune's
/// own.
struct VariationPitches {
    private let variation: Variation
    private let keys: [Timed<Key>]
    private let allowed: Set<Int>
    private let own: [Pitch]

    init(_ score: Score, _ part: Int, _ variation: Variation) {
        self.variation = variation
        keys = score.keys
        let pitches = score.parts[part].notes.filter { $0.voice == 0 && $0.pitch.cents == 0 }.map(\.pitch)
        let midi = pitches.map(\.midi)
        let ambitus = (midi.min() ?? 60)...(midi.max() ?? 60)
        allowed = variation.pitches ?? Set(ambitus)
        own = Array(Set(pitches))
    }

    /// The choices for a note, in ascending order; empty if the demands exclude all.
    func choices(at onset: Int, in span: TimeSpan, _ structure: StructuralNotes) -> [Pitch] {
        switch variation.kept {
        case .rhythm, .skeleton: if let pitch = structure[onset] { return [pitch] }
        case .harmony:
            guard span.isOnBeat(onset), let chord = variation.chords.value(at: onset) else { break }
            let tones = Set(chord.intervals.map { (chord.root.semitone + $0) % 12 })
            return free(at: onset).filter { tones.contains($0.midi % 12) }
        case .chords: break
        }
        return free(at: onset)
    }

    private func free(at onset: Int) -> [Pitch] {
        let key = keys.value(at: onset).flatMap { $0.mode == .none ? nil : $0 }
        var result: [Pitch] = []
        if let key {
            let alterations = key.alterations
            for position in 0..<75 {
                let pitch = Pitch(staffPosition: position, alter: alterations[position % 7])
                if allowed.contains(pitch.midi) { result.append(pitch) }
            }
        }
        result += own.filter { pitch in
            guard allowed.contains(pitch.midi), !result.contains(pitch) else { return false }
            guard let key, let chromatic = variation.chromatic else { return true }
            return chromatic.contains(pitch.name.fifths - key.tonic.fifths)
        }
        return result.sorted { ($0.midi, $0.staffPosition) < ($1.midi, $1.staffPosition) }
    }
}
