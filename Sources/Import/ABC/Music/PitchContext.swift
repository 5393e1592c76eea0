import MuseMusic

/// The key, octave shift and bar accidentals that determine the pitch of a written note.
struct PitchContext {
    /// The alterations of the key by step.
    private var alterations: [Int]
    /// Octaves by which the letters sound higher, set by `octave=`.
    var octaveShift: Int
    /// Octaves by which the notes sound higher than the clef shows them.
    var clefOctaves = 0
    /// Semitones by which the notes sound higher than written.
    var transposition = 0
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
        clefOctaves = main.clefOctaves
        transposition = main.transposition
        accidentals.removeAll()
    }

    /// Returns the sounding pitch of a note. A tie carries its accidental across the bar line.
    mutating func pitch(of note: NoteToken, after ties: OpenTies) -> Pitch {
        let (step, octave) = (Int(note.step), Int(note.octave) + octaveShift + clefOctaves)
        var (alter, cents) = (alterations[step], 0)
        if let written = note.accidental {
            (alter, cents) = (Int(written.alter), Int(written.cents))
            accidentals.set(step: step, octave: octave, alter: alter, cents: cents)
        } else if let held = accidentals.alteration(step: step, octave: octave) {
            (alter, cents) = held
        } else if !ties.isEmpty, let tied = tiedPitch(ties, step: step, octave: octave) {
            (alter, cents) = (Int(tied.alter), Int(tied.cents))
        }
        let pitch = Pitch(step: step, alter: alter, octave: octave, cents: cents)
        return transposition == 0 ? pitch : pitch.moved(by: transposition)
    }

    /// Returns the pitch that a tie carries to a written note, before transposition.
    private func tiedPitch(_ ties: OpenTies, step: Int, octave: Int) -> Pitch? {
        ties.pitch { sounding in
            let pitch = sounding.moved(by: -transposition)
            return Int(pitch.step) == step && Int(pitch.octave) == octave
        }?.moved(by: -transposition)
    }

    /// Whether the pitch of a note is within the MIDI range, whatever the accidentals of its bar.
    func isPlayable(_ note: NoteToken) -> Bool {
        let (step, octave) = (Int(note.step), Int(note.octave) + octaveShift + clefOctaves)
        guard (-1...9).contains(octave) else { return false }
        let alter = note.accidental.map { Int($0.alter) } ?? alterations[step]
        let midi = 12 * (octave + 1) + PitchClass.semitones[step] + alter + transposition
        return (2...125).contains(midi) || (note.accidental != nil && (0...127).contains(midi))
    }
}
