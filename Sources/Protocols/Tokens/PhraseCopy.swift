/// A bar that repeats another one, exactly or with some of its notes changed.
package struct PhraseCopy {
    private let original: [TokenID]
    /// The number of notes that may still change; nil if the bar has left the original.
    private let changesLeft: Int?
    private let position: Int
    private let isNote: (TokenID) -> Bool

    /// - Parameters:
    ///   - original: the tokens of the bar that is repeated.
    ///   - current: the tokens of the bar so far.
    ///   - variation: the share of the notes that may change, 0 to 1.
    ///   - isNote: whether a token starts a note.
    package init(
        of original: [TokenID], current: [TokenID], variation: Double, isNote: @escaping (TokenID) -> Bool
    ) {
        self.original = original
        self.isNote = isNote
        position = current.count
        guard current.count <= original.count else {
            changesLeft = nil
            return
        }
        let differing = zip(original, current).filter { $0 != $1 }
        let limit = variation > 0 ? Int((variation * Double(original.count(where: isNote))).rounded(.down)) : 0
        let isAligned = differing.allSatisfy { isNote($0.0) && isNote($0.1) } && differing.count <= limit
        changesLeft = isAligned ? limit - differing.count : nil
    }

    /// Whether the bar so far is that of the original with allowed changes.
    package var isAligned: Bool { changesLeft != nil }

    /// Whether the bar has all tokens of the original.
    package var isComplete: Bool { position == original.count }

    /// The next token of the original.
    ///
    /// - Precondition: the bar is aligned and not complete.
    package var next: TokenID { original[position] }

    /// Whether another note may take the place of the next token.
    package var mayChange: Bool { (changesLeft ?? 0) > 0 && isNote(next) }
}
