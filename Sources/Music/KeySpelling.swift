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

    /// The major key whose signature leaves the fewest of some notes without an accidental; of equals the one with
    /// fewer sharps or flats, then the one with sharps. Says how to write music whose key nobody said, not its tonic.
    ///
    /// - Parameter counts: how many notes there are of each pitch class, C first.
    package static func signature(fitting counts: [Int]) -> Key {
        let order = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6]
        let misses = order.map { fifths in
            // The scale on `fifths` spans it minus one to plus five.
            (fifths + 6..<fifths + 11).reduce(0) { $0 + counts[(7 * $1 % 12 + 12) % 12] }
        }
        let best = misses.indices.min { (misses[$0], $0) < (misses[$1], $1) } ?? 0
        return Key(PitchClass(fifths: order[best]), .major)
    }
}
