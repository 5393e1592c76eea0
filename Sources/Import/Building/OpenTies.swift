import MuseMusic

/// The ties of a voice that await their second note.
struct OpenTies {
    private struct Tie {
        let pitch: Pitch
        /// The index of the note at which the tie starts.
        let note: Int
        let place: TextPlace
        /// Whether a repeat or an ending follows, so that the second note need not be the next one in the text.
        var isAtSectionEnd = false
    }

    private var ties: [Tie] = []

    var isEmpty: Bool { ties.isEmpty }

    /// Ties `notes[note]` to the next note of its pitch; has no effect if it is tied already.
    mutating func open(_ note: Int, in notes: inout [Note], at place: TextPlace) {
        guard !notes[note].isTied else { return }
        notes[note].isTied = true
        ties.append(Tie(pitch: notes[note].pitch, note: note, place: place))
    }

    mutating func markSectionEnd() { for i in ties.indices { ties[i].isAtSectionEnd = true } }

    /// Returns the first tied pitch that meets a condition.
    func pitch(where condition: (Pitch) -> Bool) -> Pitch? { ties.first { condition($0.pitch) }?.pitch }

    /// Ends the ties at the notes of `range`, or at a rest if it is empty.
    ///
    /// - Returns: a problem for each tie without a note of its pitch there; the tie is removed.
    mutating func close(at range: Range<Int>, in notes: inout [Note]) -> [MusicProblem] {
        var problems: [MusicProblem] = []
        for tie in ties {
            let hasPartner = range.contains { notes[$0].pitch.midi == tie.pitch.midi }
            if hasPartner || tie.isAtSectionEnd { continue }
            notes[tie.note].isTied = false
            problems.append(MusicProblem(.tieWithoutPartner, at: tie.place))
        }
        ties.removeAll(keepingCapacity: true)
        return problems
    }

    /// Removes and reports the ties that are still open at the end of the voice.
    mutating func finish(in notes: inout [Note]) -> [MusicProblem] {
        var problems: [MusicProblem] = []
        for tie in ties where !tie.isAtSectionEnd {
            notes[tie.note].isTied = false
            problems.append(MusicProblem(.tieAtEnd, at: tie.place))
        }
        ties.removeAll()
        return problems
    }
}
