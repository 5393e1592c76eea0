import MuseMusic
import Testing

@Suite struct TransposeTests {
    private func tune(_ pitches: [String], key: Key) -> Score {
        var score = Score()
        score.keys = [Timed(0, key)]
        let notes = pitches.enumerated().map { i, text in
            Note(onset: i * 5040, duration: 5040, pitch: pitch(text))
        }
        score.parts = [Part(notes: notes)]
        return score
    }

    private func pitch(_ text: String) -> Pitch {
        let name = PitchClass(text.dropLast()) ?? PitchClass(step: 0)
        return Pitch(step: Int(name.step), alter: Int(name.alter), octave: Int(String(text.suffix(1))) ?? 0)
    }

    @Test func aMinorThirdDownFromEFlatSpellsByInterval() {
        var score = tune(["Eb4", "F4", "G4", "Ab4", "Bb4", "A4"], key: Key("Eb")!)
        score.chordSymbols = [Timed(0, ChordSymbol("Ab7/Eb")!)]
        score.parts[0].notes[1].marks.graces = Graces([.init(pitch: pitch("G4"), duration: 1260)])
        // Eb to C is three fifths up the line (Eb Bb F C): a minor third down.
        let moved = score.transposed(Transposition(fifths: 3))
        #expect(moved.parts[0].notes.map(\.pitch.description) == ["C4", "D4", "E4", "F4", "G4", "F#4"])
        #expect(moved.keys[0].value.description == "C major")
        #expect(moved.chordSymbols[0].value.description == "F7/C")
        #expect(moved.parts[0].notes[1].marks.graces.notes[0].pitch.description == "E4")
        #expect(moved.transposed(Transposition(fifths: -3)) == score)
    }

    @Test(arguments: [
        (0, 0), (1, -5), (-1, 5), (2, 2), (-2, -2), (3, -3), (4, 4), (5, -1), (6, 6), (-6, -6), (7, 1), (12, 0),
    ])
    func theNearestOctaveIsTaken(fifths: Int, semitones: Int) {
        #expect(Transposition(fifths: fifths).semitones == semitones)
    }

    @Test func octavesFollowTheSoundingPitch() {
        // A semitone up by name (7 fifths): B4 to B#4, which sounds as C5; Cb4 to C4.
        let up = tune(["B4", "Cb4"], key: .cMajor).transposed(Transposition(fifths: 7))
        #expect(up.parts[0].notes.map(\.pitch.description) == ["B#4", "C4"])
        #expect(up.parts[0].notes.map(\.pitch.midi) == [72, 60])
        #expect(up.keys[0].value.description == "C# major")
    }

    @Test func keysBeyondSevenSharpsBecomeTheirEnharmonicEquals() {
        var score = tune(["A4", "C#5"], key: Key("A")!)
        score.keys.append(Timed(5040, Key("B")!))
        // Four fifths up: A to C# (7 sharps, stays), B to D# (9 sharps, becomes Eb).
        let moved = score.transposed(Transposition(fifths: 4))
        #expect(moved.keys.map(\.value.description) == ["C# major", "Eb major"])
        #expect(moved.parts[0].notes.map(\.pitch.description) == ["C#5", "F5"])
        #expect(moved.parts[0].notes.map(\.pitch.midi) == [73, 77])
    }

    @Test func modesAndExplicitAccidentalsAreTransposed() {
        var key = Key("E dorian")!
        key.accidentals = [PitchClass("D#")!]
        let moved = tune(["E4", "C#5", "D#5"], key: key).transposed(Transposition(fifths: -1))
        #expect(moved.keys[0].value.description == "A dorian G#")
        #expect(moved.parts[0].notes.map(\.pitch.description) == ["A4", "F#5", "G#5"])
    }

    @Test func explicitSignaturesAreTransposedInAllLetters() {
        let key = Key(PitchClass(step: 0), .none, accidentals: [PitchClass("F#")!])
        let score = tune(["F#4", "F4"], key: key)
        let moved = score.transposed(Transposition(fifths: 1))
        // C D E F# G A B a fifth up is G A B C# D E F#.
        #expect(Set(moved.keys[0].value.accidentals.map(\.description)) == ["C#", "F#"])
        #expect(moved.transposed(Transposition(fifths: -1)) == score)
        let atonal = tune(["F4"], key: Key(PitchClass(step: 0), .none))
        #expect(atonal.transposed(Transposition(fifths: 1)).keys[0].value.description == "none")
    }

    @Test func drumsStayAndExtremePitchesDoNotCrash() {
        var score = tune(["C4"], key: .cMajor)
        score.parts[0].isDrums = true
        #expect(score.transposed(Transposition(fifths: 2)).parts[0].notes[0].pitch.midi == 60)
        var extreme = tune(["C4"], key: .cMajor)
        extreme.parts[0].notes[0].pitch = Pitch(step: 6, alter: 127, octave: 127)
        _ = extreme.transposed(Transposition(fifths: 2))
        extreme.parts[0].notes[0].pitch = Pitch(step: 0, alter: -128, octave: -128)
        _ = extreme.transposed(Transposition(fifths: -2))
    }

    @Test func transposingBackIsTheIdentity() {
        let pitches = ["C4", "D4", "Eb4", "F#4", "G#4", "Bb4", "B4", "C5"]
        for key in ["D", "G", "Am", "E dorian", "F", "A mixolydian"].map({ Key($0)! }) {
            let score = tune(pitches, key: key)
            for fifths in -5...5 where (-7...7).contains(key.fifths + fifths) {
                let there = score.transposed(Transposition(fifths: fifths))
                #expect(there.transposed(Transposition(fifths: -fifths)) == score)
                let distances = zip(there.parts[0].notes, score.parts[0].notes).map { $0.pitch.midi - $1.pitch.midi }
                #expect(Set(distances) == [Transposition(fifths: fifths).semitones])
            }
        }
    }

    /// G is one sharp, D two, E four, B five, C sharp minor four; D flat is five flats.
    @Test(arguments: [
        ("G", 6, "Db"), ("B", 2, "Db"), ("E", 1, "F"), ("D", 1, "Eb"), ("C#m", 2, "D#m"), ("F#", 12, "F#"),
    ])
    func semitonesAreSpelledWithTheFewestSigns(from: String, semitones: Int, to: String) {
        let key = Key(from)!
        let transposition = Transposition(octavesAndSemitones: semitones).simplest(for: key)
        #expect(transposition(key) == Key(to)!)
        #expect(transposition.semitones == semitones)
    }

    @Test func alternativeChordsAndKeyPressureAreTransposed() {
        var score = tune(["G4"], key: Key("G")!)
        score.chordSymbols = [Timed(0, ChordSymbol("G(Em)")!)]
        score.parts[0].controls = [Timed(0, .keyPressure(67, 40)), Timed(0, .controller(7, 100))]
        let moved = score.transposed(Transposition(fifths: 2))
        #expect(moved.chordSymbols[0].value.description == "A(F#m)")
        #expect(moved.parts[0].controls.map(\.value) == [.keyPressure(69, 40), .controller(7, 100)])
    }
}
