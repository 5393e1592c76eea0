public import MuseMusic

/// Writes scores as the bytes of a file.
public protocol Exporter: Sendable {
    /// The file extensions, in lower case, without the dot, the preferred one first: `["musicxml", "xml"]`.
    var fileExtensions: [String] { get }
    /// Whether a file can hold several tunes, as a tunebook does.
    var holdsManyTunes: Bool { get }

    /// Encodes scores as a file. Includes `provenance` if the format has a place for it.
    ///
    /// - Precondition: there is one score, unless `holdsManyTunes`.
    /// - Throws: `ExportError` if the format cannot represent a score.
    func write(_ scores: [Score], provenance: Provenance?) throws -> [UInt8]
}

/// The run that produced a file.
public struct Provenance: Hashable, Sendable {
    /// The recipe's title or file name.
    public var recipe: String
    public var seed: UInt64
    /// The resolved recipe's hash, in hex.
    public var hash: String
    /// muse's version.
    public var version: String

    public init(recipe: String, seed: UInt64, hash: String, version: String) {
        self.recipe = recipe
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
