/// The notes of the chord that is being read; kept between chords to reuse its memory.
struct Chord {
    struct Member {
        let note: NoteToken
        /// The length of `note`, unless a line break separates the note from its length.
        var length: NoteLength
        /// The offset of the tie that follows the note inside the chord; nil if none.
        var tie: Int?
    }

    private(set) var members: [Member] = []
    /// Decorations of single notes, by the index of the member.
    private(set) var decorations: [(member: Int, names: [String])] = []

    /// The maximum number of notes; further ones are ignored.
    private static let maximumCount = 128

    var hasUnequalLengths: Bool {
        guard let first = members.first?.length else { return false }
        return members.contains { $0.length.numerator * first.denominator != first.numerator * $0.length.denominator }
    }
    var isEmpty: Bool { members.isEmpty }
    var isFull: Bool { members.count >= Self.maximumCount }

    mutating func removeAll() {
        members.removeAll(keepingCapacity: true)
        decorations.removeAll(keepingCapacity: true)
    }

    mutating func append(_ note: NoteToken, decorations names: [String] = []) {
        if !names.isEmpty { decorations.append((members.count, names)) }
        members.append(Member(note: note, length: note.length))
    }

    mutating func setTie(at offset: Int) { if !members.isEmpty { members[members.count - 1].tie = offset } }

    mutating func setLastLength(_ length: NoteLength) { members[members.count - 1].length = length }

    /// Removes the notes outside the MIDI range.
    ///
    /// - Returns: the first of them; nil if there are none.
    mutating func removeUnplayable(in pitches: PitchContext) -> Member? {
        guard let first = members.first(where: { !pitches.isPlayable($0.note) }) else { return nil }
        members.removeAll { !pitches.isPlayable($0.note) }
        return first
    }
}
