package import MuseMusic

/// Writes a second voice below a melody with chord symbols, as a further part.
///
/// The voice moves in beats. Dynamic programming chooses a pitch for each beat, by the costs of a line
/// (`BassLine`, `CounterLine`), including those of what two-part counterpoint forbids (`Counterpoint`, `Forbidden`).
/// Steps of a third are then filled with a passing note, and repeated notes of a counter-melody are joined. Pickups of
/// less than half a bar are left to the melody.
///
/// Source: Fux, "Gradus ad Parnassum", 1725, first species; Aldwell and Schachter, "Harmony and Voice Leading",
/// chapters 5 and 7 (outer voices).
package struct AddedVoice {
    private let kind: SecondVoice

    package init(_ kind: SecondVoice) { self.kind = kind }

    /// The part; nil for a score without a melody, a meter, a key or chord symbols.
    package func part(for score: Score) -> Part? {
        let beats = VoiceBeat.beats(of: score)
        guard !beats.isEmpty else { return nil }
        let lowest = beats.compactMap(\.melody).min() ?? 60
        let pitches: [Int]
        switch kind {
        case .bass: pitches = VoicePath.best(beats, range: 36...55, costs: BassLine())
        case .counterMelody:
            // From a sixth below the lowest note of the melody up to its middle; the line stays below the melody.
            pitches = VoicePath.best(beats, range: (lowest - 9)...(lowest + 12), costs: CounterLine())
        }
        var part = Part(
            name: kind == .bass ? "Bass" : "Second voice", program: kind == .bass ? 32 : score.melodyPart?.program ?? 0)
        if kind == .bass { part.clefs = [Timed(0, .bass)] }
        part.notes = notes(pitches, beats)
        return part.notes.isEmpty ? nil : part
    }

    /// The notes of the beats. A third between two beats of the same length is filled with a note of the scale on the
    /// second half of the first, and repeated pitches in a bar are one note where the chord stays.
    private func notes(_ pitches: [Int], _ beats: [VoiceBeat]) -> [Note] {
        var notes: [Note] = []
        for (i, (midi, beat)) in zip(pitches, beats).enumerated() {
            let length = beat.end - beat.start
            if kind == .counterMelody, let last = notes.last, last.pitch.midi == midi, last.end == beat.start,
                !beat.isBarStart, beats[i - 1].chord == beat.chord
            {
                notes[notes.count - 1].duration += length
                continue
            }
            var note = Note(onset: beat.start, duration: length, pitch: beat.key.spelling(ofMIDI: midi))
            let next = i + 1 < pitches.count && beats[i + 1].start == beat.end ? pitches[i + 1] : nil
            // Halves of dotted beats would be duplets; the passing note is their last third.
            let passing = beat.isCompound ? length / 3 : length / 2
            if let next, let middle = beat.passing(from: midi, to: next), passing * (beat.isCompound ? 3 : 2) == length
            {
                note.duration = length - passing
                notes.append(note)
                notes.append(
                    Note(onset: beat.end - passing, duration: passing, pitch: beat.key.spelling(ofMIDI: middle)))
            } else {
                notes.append(note)
            }
        }
        return notes
    }
}
