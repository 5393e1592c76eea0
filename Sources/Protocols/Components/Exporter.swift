public import MuseMusic

/// Writes scores as the bytes of a file.
public protocol Exporter: Sendable {
    /// The file extensions, in lower case, without the dot, the preferred one first: `["musicxml", "xml"]`.
    var fileExtensions: [String] { get }
    /// Whether a file can hold several tunes, as a tunebook does.
    var holdsManyTunes: Bool { get }

    /// The format as musicians call it: `MIDI`.
    var formatName: String { get }

    /// The form in which it gets the tunes of a recipe that has a band (`arrange`). By default as written: notation
    /// with the melody alone.
    var scoreForm: ScoreForm { get }
    /// The names of its settings that have no effect on tunes of a band, which plays them in its own way.
    var settingsReplacedByBand: [String] { get }

    /// What the file leaves out of each score that a musician would miss, as noun phrases: `chord symbols`, `slurs`.
    /// Empty for an exporter that does not say.
    ///
    /// - Precondition: as for `write`.
    func losses(of scores: [Score]) -> [[String]]

    /// Encodes scores as a file. Includes `provenance` if the format has a place for it.
    ///
    /// - Precondition: there is one score, unless `holdsManyTunes`.
    /// - Throws: `ExportError` if the format cannot represent a score.
    func write(_ scores: [Score], provenance: Provenance?) throws -> [UInt8]

    /// Encodes scores as a file, and others that belong to it, such as images.
    ///
    /// - Returns: the file that `write` returns, then the others.
    /// - Throws: as `write` does.
    func files(_ scores: [Score], provenance: Provenance?) throws -> [ExportedFile]

    /// Encodes as `files` does, and stops if it is cancelled, which only exporters that run programs can do.
    ///
    /// - Parameter isCancelled: polled on any thread.
    /// - Throws: as `write` does; `CancellationError`.
    func files(
        _ scores: [Score], provenance: Provenance?, isCancelled: @escaping @Sendable () -> Bool
    ) throws -> [ExportedFile]

    /// Whether it runs programs of the system, which takes time and may fail where they are not installed. Its files
    /// are therefore made last, and only when they are written.
    var runsPrograms: Bool { get }

    /// What keeps it from working on this system, such as a program that is not installed; nil if nothing does.
    var obstacle: String? { get }

    /// Encodes a tune by itself for a file of several, so that its score need not be kept. By default nil,
    /// for all tunes: `write` needs all scores at once.
    ///
    /// - Parameter findsLosses: whether `losses` will be called.
    func bookTune(_ score: Score, findsLosses: Bool) -> (any BookTune)?

    /// Writes the file that `write` writes of the scores of these tunes, without provenance.
    ///
    /// - Precondition: `bookTune` has returned the tunes.
    /// - Throws: as `write` does.
    func write(_ tunes: [any BookTune]) throws -> [UInt8]

    /// What `losses` returns for the scores of these tunes.
    ///
    /// - Precondition: `bookTune` has returned the tunes.
    func losses(of tunes: [any BookTune]) -> [[String]]
}

/// A form of the tunes of a recipe with a band (`arrange`). Without a band all forms are the same.
public enum ScoreForm: Sendable, CaseIterable {
    /// The melody with chord symbols, for notation that people play from.
    case written
    /// A part for each instrument in exact notation, with repeats as written.
    case arranged
    /// What the band plays: repeats unfolded, with swing, dynamics and human timing. It is a performance
    /// (`Score.performance`).
    case performed
}

/// A tune that an exporter has encoded for a file of several tunes.
public protocol BookTune: Sendable {}

extension Exporter {
    public var scoreForm: ScoreForm { .written }
    public var settingsReplacedByBand: [String] { [] }

    public var formatName: String { (fileExtensions.first ?? "").uppercased() }

    public func losses(of scores: [Score]) -> [[String]] { scores.map { _ in [] } }

    public func files(_ scores: [Score], provenance: Provenance?) throws -> [ExportedFile] {
        [ExportedFile(suffix: nil, bytes: try write(scores, provenance: provenance))]
    }

    public func files(
        _ scores: [Score], provenance: Provenance?, isCancelled: @escaping @Sendable () -> Bool
    ) throws -> [ExportedFile] {
        try files(scores, provenance: provenance)
    }

    public var runsPrograms: Bool { false }

    public var obstacle: String? { nil }

    public func bookTune(_ score: Score, findsLosses: Bool) -> (any BookTune)? { nil }

    public func write(_ tunes: [any BookTune]) throws -> [UInt8] {
        preconditionFailure("\(formatName) has no tunes that are encoded by themselves")
    }

    public func losses(of tunes: [any BookTune]) -> [[String]] {
        preconditionFailure("\(formatName) has no tunes that are encoded by themselves")
    }
}

/// A file of an exporter.
public struct ExportedFile: Hashable, Sendable {
    /// Replaces the file extension of the exporter's first file: `-parts.txt`; nil for the first file itself.
    public var suffix: String?
    public var bytes: [UInt8]

    public init(suffix: String?, bytes: [UInt8]) {
        self.suffix = suffix
        self.bytes = bytes
    }

    /// The path of the file.
    ///
    /// - Parameter first: the path of the exporter's first file.
    package func path(besides first: String) -> String { Self.path(suffix, besides: first) }

    package static func path(_ suffix: String?, besides first: String) -> String {
        guard let suffix else { return first }
        let name = first.lastIndex(of: "/").map { first.index(after: $0) } ?? first.startIndex
        guard let dot = first[name...].lastIndex(of: "."), dot > name else { return first + suffix }
        return first[..<dot] + suffix
    }
}

/// The run that produced a file.
public struct Provenance: Hashable, Sendable {
    /// The recipe's file name without extension.
    public var recipe: String
    /// The recipe's title; nil if it has none.
    public var title: String?
    public var seed: UInt64
    /// The resolved recipe's hash, in hex.
    public var hash: String
    /// muse's version.
    public var version: String

    public init(recipe: String, title: String? = nil, seed: UInt64, hash: String, version: String) {
        self.recipe = recipe
        self.title = title
        self.seed = seed
        self.hash = hash
        self.version = version
    }

    /// One line: `muse 0.1 irish_jigs.yaml seed 7 1f3c…`.
    public var line: String { "muse \(version) \(recipe) seed \(seed) \(hash.prefix(16))" }
}

/// Why scores cannot be exported.
public struct ExportError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}
