/// The items of a row's context in a step request. Each is its number, the count of words that follow, and the words.
/// `BinaryForm` describes the words of each.
enum ContextItem: Int32, CaseIterable {
    case random = 1
    case clock, pitches, notes, decoding, style

    /// The number of words of a note.
    static let noteSize = 8
}
