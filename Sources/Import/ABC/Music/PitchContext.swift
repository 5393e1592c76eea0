import MuseMusic

/// The key, octave shift and bar accidentals that determine the pitch of a written note.
struct PitchContext {
    /// The alterations of the key by step.
    private var alterations: [Int]
    var octaveShift: Int
    var accidentals = BarAccidentals()

    init(key: Key, octaveShift: Int, reach: BarAccidentals.Reach) {
        alterations = key.alterations
        self.octaveShift = octaveShift
        accidentals.reach = reach
    }

    mutating func change(to key: Key) { alterations = key.alterations }

    /// Adopts the key and octave shift of `main` at the start of a bar.
    mutating func restartBar(of main: PitchContext) {
        alterations = main.alterations
        octaveShift = main.octaveShift
        accidentals.removeAll()
    }

    /// Returns the pitch of a note. A tie carries its accidental across the bar line.
    mutating func pitch(of note: NoteToken, after ties: OpenTies) -> Pitch {
        let (step, octave) = (Int(note.step), Int(note.octave) + octaveShift)
        var alter = alterations[step]
        if let written = note.accidental?.alter {
            accidentals.set(step: step, octave: octave, alter: Int(written))
            alter = Int(written)
        } else if let held = accidentals.alter(step: step, octave: octave) {
            alter = held
        } else if !ties.isEmpty, let tied = ties.pitch(step: step, octave: octave) {
            alter = Int(tied.alter)
        }
        return Pitch(step: step, alter: alter, octave: octave)
    }

    /// Whether the pitch of a note is within the MIDI range, whatever the accidentals of its bar.
    func isPlayable(_ note: NoteToken) -> Bool {
        let (step, octave) = (Int(note.step), Int(note.octave) + octaveShift)
        guard (-1...9).contains(octave) else { return false }
        let alter = note.accidental.map { Int($0.alter) } ?? alterations[step]
        let midi = 12 * (octave + 1) + PitchClass.semitones[step] + alter
        return (2...125).contains(midi) || (note.accidental != nil && (0...127).contains(midi))
    }
}
