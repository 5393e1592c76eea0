import MuseMusic

/// The ties of a voice that still wait for the note they lead to.
struct OpenTies {
    private struct Tie {
        let pitch: Pitch
        /// Index of the note that it starts at.
        let note: Int
        let place: TextPlace
        /// A repeat or an ending follows it, so the note it leads to may be another than the next one in the text.
        var isAtSectionEnd = false
    }

    private var ties: [Tie] = []

    var isEmpty: Bool { ties.isEmpty }

    /// Ties `notes[note]` to the note of its pitch that comes next; without effect where it is tied already.
    mutating func open(_ note: Int, in notes: inout [Note], at place: TextPlace) {
        guard !notes[note].isTied else { return }
        notes[note].isTied = true
        ties.append(Tie(pitch: notes[note].pitch, note: note, place: place))
    }

    mutating func markSectionEnd() { for i in ties.indices { ties[i].isAtSectionEnd = true } }

    /// The pitch that a tie carries to a note of this step and octave.
    func pitch(step: Int, octave: Int) -> Pitch? {
        ties.first { Int($0.pitch.step) == step && Int($0.pitch.octave) == octave }?.pitch
    }

    /// Ends the ties at the notes of `range`, or at a rest where it is empty.
    ///
    /// - Returns: a problem for each tie without a note of its pitch there; it is undone.
    mutating func close(at range: Range<Int>, in notes: inout [Note]) -> [MusicProblem] {
        var problems: [MusicProblem] = []
        for tie in ties {
            let isMet = range.contains { notes[$0].pitch.midi == tie.pitch.midi }
            if isMet || tie.isAtSectionEnd { continue }
            notes[tie.note].isTied = false
            problems.append(MusicProblem(.tieWithoutPartner, at: tie.place))
        }
        ties.removeAll(keepingCapacity: true)
        return problems
    }

    /// Undoes the ties that are open at the end of the voice.
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
