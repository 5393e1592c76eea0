public import MuseMusic

/// Reads scores from the bytes of a file.
public protocol Importer: Sendable {
    /// Without the dot, in lower case: `abc`.
    var fileExtensions: [String] { get }

    /// The scores of a file. Takes any bytes: mistakes become diagnostics, and everything else is read.
    ///
    /// - Throws: an error of a plug-in; built-in importers never fail.
    func read(_ bytes: [UInt8], name: String) throws -> Imported

    /// The header, first meter and first key of each tune of a file, as scores without parts, read without its music.
    ///
    /// - Returns: nil where this would take as long as reading the whole file.
    func headers(_ bytes: [UInt8], name: String) -> [Score]?
}

extension Importer {
    public func headers(_ bytes: [UInt8], name: String) -> [Score]? { nil }
}

public struct Imported: Sendable {
    public var tunes: [Tune]
    /// Diagnostics of the file as a whole.
    public var diagnostics: [Diagnostic]

    public struct Tune: Sendable {
        public var score: Score
        public var diagnostics: [Diagnostic]
        /// Where the tune starts.
        public var mark: SourceMark?
        /// The part of a standard split that the file assigns the tune to; nil without one.
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
