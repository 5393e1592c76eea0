extension Diagnostic {
    /// What a diagnostic is about. The raw value is a stable identifier for programs that read diagnostics.
    public enum Kind: String, CaseIterable, Sendable {
        /// A bar is longer or shorter than its meter.
        case barLength = "bar_length"
        /// A bar line is missing or misspelled.
        case barLine = "bar_line"
        /// A repeat sign has no counterpart.
        case repeatSign = "repeat"
        /// A numbered ending is out of order, or its number is invalid.
        case ending
        /// The voices of a tune differ in length or in bar lines.
        case voices
        case tie
        case slur
        case tuplet
        case brokenRhythm = "broken_rhythm"
        case chord
        case graceNotes = "grace_notes"
        case noteLength = "note_length"
        /// A pitch is outside the MIDI range.
        case pitch
        case accidental
        case decoration
        /// A text above the staff is not a chord symbol.
        case chordSymbol = "chord_symbol"
        /// Quotation marks are not closed or not plain.
        case quotation
        case lyrics
        case symbolLine = "symbol_line"
        /// Macros are not expanded.
        case macro
        /// A field is unknown, or not allowed where it stands.
        case field
        case fieldValue = "field_value"
        case missingField = "missing_field"
        case fieldOrder = "field_order"
        /// Two tunes of a file have the same number.
        case duplicateNumber = "duplicate_number"
        /// A tune ends in its header.
        case header
        /// An empty line divides a tune.
        case emptyLine = "empty_line"
        /// A tune has no notes.
        case emptyTune = "empty_tune"
        /// A file has no tunes.
        case noTunes = "no_tunes"
        /// Syntax that the standard has given up.
        case obsolete
        case encoding
        /// Text without meaning in its place.
        case syntax
        /// The file violates its format, such as MIDI or XML.
        case format
        /// Valid, but muse cannot represent it.
        case unsupported
        case other
    }
}
