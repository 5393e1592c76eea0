public import MuseMusic

/// Bytes to scores.
public protocol Importer: Sendable {
    /// Without the dot, in lower case: `abc`.
    var fileExtensions: [String] { get }

    /// The scores of a file. Never crashes on any input: what is wrong becomes a diagnostic, and what can be read is.
    ///
    /// - Throws: what keeps it from reading at all; muse's own importers can read everything.
    func read(_ bytes: [UInt8], name: String) throws -> Imported

    /// The header, first meter and first key of each tune of a file, as scores without parts, read without its music.
    ///
    /// - Returns: nil where finding them costs as much as reading the file.
    func headers(_ bytes: [UInt8], name: String) -> [Score]?
}

extension Importer {
    public func headers(_ bytes: [UInt8], name: String) -> [Score]? { nil }
}

public struct Imported: Sendable {
    public var tunes: [Tune]
    /// Of the file as a whole: not belonging to any tune.
    public var diagnostics: [Diagnostic]

    public struct Tune: Sendable {
        public var score: Score
        public var diagnostics: [Diagnostic]
        /// Where the tune starts.
        public var mark: SourceMark?
        /// What the file itself says that the tune is for, as data sets with a standard split do; nil where it does not.
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
