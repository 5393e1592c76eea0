import MuseMusic

/// The notes of a key, as steps of the scale: staff positions, C0 is 0.
struct ScaleSteps: Sendable {
    let key: Key
    /// The steps that may be used.
    let range: ClosedRange<Int>
    private let midiRange: ClosedRange<Int>
    private let alterations: [Int]
    /// Whether chords may alter notes of the scale, such as the leading note of minor.
    private let allowsAlterations: Bool

    /// - Returns: nil if no note of the key is in the range.
    init?(_ key: Key, midiRange: ClosedRange<Int>, allowsAlterations: Bool) {
        self.key = key
        self.midiRange = midiRange
        self.allowsAlterations = allowsAlterations
        alterations = key.alterations
        let alterations = alterations
        let steps = (0..<75).filter {
            midiRange.contains(Pitch(staffPosition: $0, alter: alterations[$0 % 7]).midi)
        }
        guard let lowest = steps.first, let highest = steps.last else { return nil }
        range = lowest...highest
    }

    /// The degree of a step: 1 for the tonic to 7.
    func degree(_ step: Int) -> Int { (step - Int(key.tonic.step) + 70) % 7 + 1 }

    /// The alteration that makes a step a note of a chord, in semitones; nil if it is none. Usually 0.
    func alteration(_ step: Int, in chord: ScaleChord) -> Int? {
        let scale = midi(step) - key.tonic.semitone
        for alter in [0, 1, -1] where chord.tones.contains((scale + alter + 120) % 12) {
            // A note that another step of the scale already is.
            if alter != 0, key.pitchClasses.contains((midi(step) + alter) % 12) { continue }
            return alter == 0 || allowsAlterations && midiRange.contains(midi(step) + alter) ? alter : nil
        }
        return nil
    }

    func isTone(_ step: Int, of chord: ScaleChord) -> Bool { alteration(step, in: chord) != nil }

    /// The pitch of a step over a chord.
    func pitch(_ step: Int, over chord: ScaleChord?) -> Pitch {
        let alter = chord.flatMap { alteration(step, in: $0) } ?? 0
        return Pitch(staffPosition: step, alter: alterations[step % 7] + alter)
    }

    /// Given notes as a beat of a phrase.
    func beat(_ given: GivenMusic.Beat, over chord: ScaleChord) -> ComposedBeat {
        let figure = Figure.all.first { figure in
            figure.notes(from: given.steps[0], count: given.steps.count) { isTone($0, of: chord) } == given.steps
        }
        return ComposedBeat(cell: given.cell, figure: figure, chord: chord, steps: given.steps)
    }

    private func midi(_ step: Int) -> Int { Pitch(staffPosition: step, alter: alterations[step % 7]).midi }
}
