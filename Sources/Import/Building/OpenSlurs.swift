import MuseMusic

/// The slurs of a voice that have not ended, innermost last.
struct OpenSlurs {
    /// The note or rest that a slur starts at, by its index in the voice.
    enum Start {
        case note(Int)
        case rest(Int)
    }

    private var slurs: [(start: Start, place: TextPlace)] = []

    mutating func open(at start: Start, _ places: [TextPlace]) {
        for place in places { slurs.append((start, place)) }
    }

    /// Ends the innermost slur; returns false if none is open.
    mutating func endLast() -> Bool { slurs.popLast() != nil }

    /// Removes and reports the slurs that are still open at the end of the voice.
    mutating func finish(notes: inout [Note], rests: inout [Rest]) -> [MusicProblem] {
        for slur in slurs {
            switch slur.start {
            case .note(let i): notes[i].marks.slurStarts -= 1
            case .rest(let i): rests[i].marks.slurStarts -= 1
            }
        }
        defer { slurs.removeAll() }
        return slurs.map { MusicProblem(.slurWithoutEnd, at: $0.place) }
    }
}
