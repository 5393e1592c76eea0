extension Score {
    /// Returns the score with grace notes and rolls as notes of their own, for playing.
    ///
    /// Grace notes start on the beat and shorten the note by a thirty-second each, at most by half together. A roll of
    /// three or more eighths is the note, a cut from the step above, the note, a tap from the step below, and the note,
    /// in three equal parts; a shorter one starts with the cut and has two parts.
    ///
    /// Source: Grey Larsen, *The Essential Guide to Irish Flute and Tin Whistle*, Mel Bay 2003: long and short rolls.
    package func playingOrnaments() -> Score {
        var result = self
        for p in parts.indices {
            guard parts[p].notes.contains(where: { !$0.marks.graces.isEmpty || $0.isRolled }) else { continue }
            var notes: [Note] = []
            for note in parts[p].notes {
                var played = note
                played.marks.graces = Graces()
                played.marks.decorations.removeAll { $0 == "roll" }
                let graces = note.marks.graces.notes.map(\.pitch)
                notes += note.isRolled ? roll(played, graces) : strokes(played, [graces])
            }
            // Notes of chords and voices that start together stay in order.
            result.parts[p].notes = notes.enumerated()
                .sorted {
                    ($0.element.onset, $0.element.voice, $0.offset) < ($1.element.onset, $1.element.voice, $1.offset)
                }
                .map(\.element)
        }
        return result
    }

    private func roll(_ note: Note, _ graces: [Pitch]) -> [Note] {
        let key = keys.value(at: note.onset)
        func neighbour(_ steps: Int) -> Pitch { Pitch(staffPosition: note.pitch.staffPosition + steps, in: key) }
        let (cut, tap) = ([neighbour(1)], [neighbour(-1)])
        return 2 * note.duration >= 3 * ticksPerQuarter
            ? strokes(note, [graces, cut, tap]) : strokes(note, [graces + cut, tap])
    }

    /// The note in equal parts, each after its own short notes.
    private func strokes(_ note: Note, _ parts: [[Pitch]]) -> [Note] {
        var result: [Note] = []
        for (n, graces) in parts.enumerated() {
            let start = note.onset + note.duration * n / parts.count
            let end = note.onset + note.duration * (n + 1) / parts.count
            let each = graces.isEmpty ? 0 : min(ticksPerQuarter / 8, (end - start) / 2 / graces.count)
            for (i, pitch) in graces.enumerated() where each > 0 {
                var grace = note
                (grace.onset, grace.duration, grace.pitch) = (start + i * each, each, pitch)
                (grace.isTied, grace.marks) = (false, Marks())
                result.append(grace)
            }
            var main = note
            main.onset = start + graces.count * each
            main.duration = end - main.onset
            main.isTied = note.isTied && n + 1 == parts.count
            if n > 0 { main.marks = Marks() }
            result.append(main)
        }
        return result
    }
}

extension Note {
    fileprivate var isRolled: Bool { marks.decorations.contains("roll") }
}
