extension Key {
    /// Returns the usual spelling of a pitch in this key: that of the signature if the pitch belongs to it, otherwise
    /// the altered note nearest on the line of fifths (in C major and A minor: F#, C#, G#, Bb, Eb).
    ///
    /// - Parameter midi: 0 to 127.
    package func spelling(ofMIDI midi: Int) -> Pitch {
        // On the line of fifths, a scale spans `fifths` - 1 (its fourth) to `fifths` + 5 (its seventh).
        let lowest = fifths - 3
        let offset = (7 * (midi % 12) - lowest) % 12
        let name = PitchClass(fifths: lowest + (offset + 12) % 12)
        let octave = (midi - Int(name.alter)).flooredDivision(by: 12) - 1
        return Pitch(step: Int(name.step), alter: Int(name.alter), octave: octave)
    }

    /// Returns the major key whose signature covers the most notes. Ties go to fewer sharps or flats, then to sharps.
    ///
    /// Meant for notating music whose key is unknown; it does not estimate the tonic.
    ///
    /// - Parameter counts: the number of notes of each pitch class, from C.
    package static func signature(fitting counts: [Int]) -> Key {
        let order = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6]
        let misses = order.map { fifths in
            // The scale on `fifths` spans the line of fifths from `fifths` - 1 to `fifths` + 5.
            (fifths + 6..<fifths + 11).reduce(0) { $0 + counts[(7 * $1 % 12 + 12) % 12] }
        }
        let best = misses.indices.min { (misses[$0], $0) < (misses[$1], $1) } ?? 0
        return Key(PitchClass(fifths: order[best]), .major)
    }
}
