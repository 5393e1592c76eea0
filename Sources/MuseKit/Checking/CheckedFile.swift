public import MuseProtocols

/// What `Muse.check` found in a music file.
public struct CheckedFile: Sendable {
    /// A diagnostic, with the tune that it concerns; nil if it concerns the file as a whole.
    public struct Message: Sendable {
        public let diagnostic: Diagnostic
        public let tune: TunePlace?
    }

    /// A tune with the same notes and repeats as an earlier one.
    public struct Duplicate: Sendable {
        public let tune: TunePlace
        /// The first tune with these notes, in this file or one before it.
        public let original: TunePlace
    }

    public let path: String
    /// In the order of their places; those without a place come last.
    public let messages: [Message]
    public let tuneCount: Int
    /// The number of tunes with errors.
    public let tunesWithErrors: Int
    /// The number of tunes with warnings but no errors.
    public let tunesWithWarnings: Int
    public let duplicates: [Duplicate]
    /// Why the file could not be read; nil if it was.
    public let failure: (any Error)?
}
