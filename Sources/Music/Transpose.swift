/// A transposition that preserves spelling: its interval is a shift on the line of fifths and a number of semitones, so
/// a third remains a third.
public struct Transposition: Hashable, Sendable {
    /// Shift on the line of fifths: C to G is 1, C to Eb is -3.
    public let fifths: Int
    /// Semitones upwards; congruent to 7 · `fifths` modulo 12.
    public let semitones: Int

    /// Creates the transposition of at most six semitones. A tritone goes up for positive fifths and down for negative
    /// ones, so that `-fifths` gives the inverse.
    public init(fifths: Int) {
        self.fifths = fifths
        let up = (7 * fifths) - 12 * (7 * fifths).flooredDivision(by: 12)
        semitones = up < 6 || (up == 6 && fifths > 0) ? up : up - 12
    }

    /// Creates the transposition with the spelling that has the fewest accidentals.
    ///
    /// - Precondition: in `-6...6`.
    public init(semitones: Int) {
        precondition((-6...6).contains(semitones), "\(semitones) semitones")
        // Seven fifths are four octaves and a semitone.
        let fifths = 7 * semitones - 12 * (7 * semitones + 5).flooredDivision(by: 12)
        self.init(fifths: semitones == -6 ? -6 : fifths, semitones: semitones)
    }

    /// Creates the transposition by any number of semitones, with the spelling that has the fewest accidentals.
    public init(octavesAndSemitones semitones: Int) {
        let octaves = (semitones + (semitones < 0 ? -6 : 6)) / 12
        self.init(fifths: Transposition(semitones: semitones - 12 * octaves).fifths, semitones: semitones)
    }

    /// - Precondition: `semitones` is congruent to 7 · `fifths` modulo 12.
    package init(fifths: Int, semitones: Int) {
        self.fifths = fifths
        self.semitones = semitones
    }

    /// The interval in the other direction.
    package var inverse: Transposition { Transposition(fifths: -fifths, semitones: -semitones) }

    /// Returns the enharmonically equivalent interval that gives `key` at most seven sharps or flats.
    package func respelled(for key: Key) -> Transposition {
        var moved = fifths
        while key.fifths + moved > 7 { moved -= 12 }
        while key.fifths + moved < -7 { moved += 12 }
        return Transposition(fifths: moved, semitones: semitones)
    }

    /// Returns the enharmonically equivalent interval that gives `key` the fewest sharps or flats; of two equal ones,
    /// this one if it is among them.
    package func simplest(for key: Key) -> Transposition {
        // An octave leaves the key as it is.
        if semitones % 12 == 0, fifths == 0 { return self }
        return [0, 12, -12].map { Transposition(fifths: fifths + $0, semitones: semitones) }
            .min { (key.fifths + $0.fifths).magnitude < (key.fifths + $1.fifths).magnitude } ?? self
    }

    package func callAsFunction(_ name: PitchClass) -> PitchClass {
        var moved = name.fifths + fifths
        // Beyond double sharps and flats, the nearest enharmonic spelling.
        while moved > 19 { moved -= 12 }
        while moved < -15 { moved += 12 }
        return PitchClass(fifths: moved)
    }

    package func callAsFunction(_ pitch: Pitch) -> Pitch {
        let name = self(pitch.name)
        let midi = pitch.midi + semitones
        let natural = midi - Int(name.alter)
        guard let octave = Int8(exactly: natural.flooredDivision(by: 12) - 1) else { return pitch }
        return Pitch(step: Int(name.step), alter: Int(name.alter), octave: Int(octave), cents: Int(pitch.cents))
    }

    package func callAsFunction(_ key: Key) -> Key {
        var moved = key
        moved.pipes = nil
        if key.mode != .none {
            moved.tonic = self(key.tonic)
            moved.accidentals = key.accidentals.map(callAsFunction)
        } else if !key.accidentals.isEmpty {
            // A signature of explicit accidentals: all seven letters are transposed.
            let written = Set(key.accidentals.map(\.step))
            let naturals = (0..<7).filter { !written.contains(Int8($0)) }.map { PitchClass(step: $0) }
            moved.accidentals = (key.accidentals + naturals).map(callAsFunction).filter { $0.alter != 0 }
        }
        return moved
    }

    package func callAsFunction(_ chord: ChordSymbol) -> ChordSymbol {
        var moved = chord
        moved.root = self(chord.root)
        moved.bass = chord.bass.map { self($0) }
        moved.alternatives = chord.alternatives.map { self($0) }
        return moved
    }
}

extension Score {
    /// Returns the score with all notes, grace notes, keys and chord symbols transposed and spelling preserved. Drums
    /// are unchanged.
    ///
    /// If a key would get more than seven sharps or flats, it and its notes are respelled enharmonically.
    public func transposed(_ transposition: Transposition) -> Score {
        if transposition.fifths == 0 && transposition.semitones == 0 { return self }
        var result = self
        // One spelling for the range of each key.
        let spellings =
            [Timed(Int.min, transposition.respelled(for: keys.first?.value ?? .cMajor))]
            + keys.map { Timed($0.onset, transposition.respelled(for: $0.value)) }
        var current = 0
        func spelling(at onset: Int) -> Transposition {
            if onset < spellings[current].onset { current = 0 }
            while current + 1 < spellings.count, spellings[current + 1].onset <= onset { current += 1 }
            return spellings[current].value
        }

        for p in result.parts.indices where !result.parts[p].isDrums {
            current = 0
            for n in result.parts[p].notes.indices {
                let move = spelling(at: result.parts[p].notes[n].onset)
                result.parts[p].notes[n].pitch = move(result.parts[p].notes[n].pitch)
                result.parts[p].notes[n].marks.move(move)
            }
            for r in result.parts[p].rests.indices where !result.parts[p].rests[r].marks.isEmpty {
                result.parts[p].rests[r].marks.move(spelling(at: result.parts[p].rests[r].onset))
            }
            result.parts[p].controls = parts[p].controls.map { control in
                guard case .keyPressure(let key, let pressure) = control.value,
                    let moved = UInt8(exactly: Int(key) + transposition.semitones)
                else { return control }
                return Timed(control.onset, .keyPressure(min(moved, 127), pressure))
            }
        }
        for i in result.keys.indices { result.keys[i].value = spellings[i + 1].value(keys[i].value) }
        for i in result.chordSymbols.indices {
            result.chordSymbols[i].value = spelling(at: chordSymbols[i].onset)(chordSymbols[i].value)
        }
        if let key = performance?.notation.key {
            result.performance?.notation.key = transposition.respelled(for: key)(key)
        }
        return result
    }
}

extension Marks {
    fileprivate mutating func move(_ transposition: Transposition) {
        if isEmpty || graces.isEmpty { return }
        var moved = graces
        for i in moved.notes.indices { moved.notes[i].pitch = transposition(moved.notes[i].pitch) }
        graces = moved
    }
}

extension Part {
    /// Returns the part as printed: the notes of a transposing instrument at their written pitch.
    package func atWrittenPitch() -> Part {
        var result = moved(by: transpositions.map { Timed($0.onset, $0.value.inverse) })
        result.transpositions = []
        return result
    }

    /// Returns the part with its notes moved, from the onset of each transposition up to the next one.
    package func moved(by transpositions: [Timed<Transposition>]) -> Part {
        var result = self
        for (i, move) in transpositions.enumerated() {
            let end = i + 1 < transpositions.count ? transpositions[i + 1].onset : .max
            for n in notes.firstIndex(from: move.onset)..<notes.firstIndex(from: end) {
                result.notes[n].pitch = move.value(notes[n].pitch)
                result.notes[n].marks.move(move.value)
            }
        }
        return result
    }
}
