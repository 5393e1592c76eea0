/// What a token stands for, regardless of its context.
public enum TokenKind: String, CaseIterable, Sendable {
    /// Ends the tune.
    case end
    /// The start of a note, or of its repetition.
    case note
    case rest
    /// Prolongs the last note by one step of a grid.
    case hold
    /// The length of the last note, rest or chord.
    case duration
    /// A bar line, the start of a bar or ending, or a sign for the last bar of a section.
    case bar
    /// States rhythm, meter, key, form or unit length.
    case condition
    case other
}
