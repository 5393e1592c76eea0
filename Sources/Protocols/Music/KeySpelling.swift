extension Key {
    /// The usual name of a sounding pitch in this key: the signature's where it has one, else the raised or lowered
    /// note that is nearest on the line of fifths (in C and A minor: F#, C#, G#, Bb, Eb).
    ///
    /// - Parameter midi: 0 to 127.
    package func spelling(ofMIDI midi: Int) -> Pitch {
        // The scale spans fifths - 1 (its fourth) to fifths + 5 (its seventh).
        let lowest = fifths - 3
        let offset = (7 * (midi % 12) - lowest) % 12
        let name = PitchClass(fifths: lowest + (offset + 12) % 12)
        let octave = (midi - Int(name.alter)).flooredDivision(by: 12) - 1
        return Pitch(step: Int(name.step), alter: Int(name.alter), octave: octave)
    }
}
