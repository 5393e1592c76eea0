/// The items of a row's context in a step request. Each is its number, the count of words that follow, and the words.
/// Docs/Plugins.md lists the words of each.
enum ContextItem: Int32 {
    case random = 1
    case clock, pitches, notes, decoding, style

    /// The number of words of a note.
    static let noteSize = 8
}
