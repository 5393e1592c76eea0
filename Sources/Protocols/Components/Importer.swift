public import MuseMusic

/// Reads scores from the bytes of a file.
public protocol Importer: Sendable {
    /// The file extensions, in lower case, without the dot: `abc`.
    var fileExtensions: [String] { get }

    /// Reads the scores of a file. Accepts any bytes: errors become diagnostics, and reading continues after them.
    ///
    /// - Throws: an error of a plug-in; built-in importers never fail.
    func read(_ bytes: [UInt8], name: String) throws -> Imported

    /// Reads a file like `read`, and reports every mistake in it, including those that do not affect the scores: wrong
    /// order of fields, outdated syntax, numbers used twice. By default the same as `read`.
    ///
    /// - Throws: an error of a plug-in; built-in importers never fail.
    func check(_ bytes: [UInt8], name: String) throws -> Imported

    /// Reads a file in parts, so that the tunes of a large file need not all be in memory. By default the result of
    /// `read` or `check` as one part.
    ///
    /// - Parameters:
    ///   - checks: whether to report what `check` reports, or only what `read` does.
    ///   - onPart: called at least once. The parts joined in order are the result of `read` or `check`; the first has
    ///     all diagnostics of the file. An error that it throws ends the reading.
    /// - Throws: as `read` does; errors of `onPart`.
    func readParts(_ bytes: [UInt8], name: String, checks: Bool, onPart: (Imported) throws -> Void) throws

    /// The header, first meter and first key of each tune in a file, as scores without parts. Does not parse the music.
    ///
    /// - Returns: nil if this would take as long as reading the whole file.
    func headers(_ bytes: [UInt8], name: String) -> [Score]?
}

extension Importer {
    public func check(_ bytes: [UInt8], name: String) throws -> Imported { try read(bytes, name: name) }

    public func readParts(
        _ bytes: [UInt8], name: String, checks: Bool, onPart: (Imported) throws -> Void
    ) throws {
        try onPart(checks ? check(bytes, name: name) : read(bytes, name: name))
    }

    public func headers(_ bytes: [UInt8], name: String) -> [Score]? { nil }
}

/// The tunes of a file, with diagnostics.
public struct Imported: Sendable {
    public var tunes: [Tune]
    /// Diagnostics that concern the whole file.
    public var diagnostics: [Diagnostic]

    public struct Tune: Sendable {
        public var score: Score
        public var diagnostics: [Diagnostic]
        /// Position of the tune's start.
        public var mark: SourceMark?
        /// The tune's part of a standard split, if the file assigns one; otherwise nil.
        public var split: CorpusSide?

        public init(
            score: Score, diagnostics: [Diagnostic] = [], mark: SourceMark? = nil, split: CorpusSide? = nil
        ) {
            self.score = score
            self.diagnostics = diagnostics
            self.mark = mark
            self.split = split
        }
    }

    public init(tunes: [Tune], diagnostics: [Diagnostic] = []) {
        self.tunes = tunes
        self.diagnostics = diagnostics
    }
}
