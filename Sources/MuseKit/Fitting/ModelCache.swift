import MusePlatform
import MuseStorage

/// Fitted models on disk, each under the hash of everything that determined it.
public struct ModelCache: Sendable, Hashable {
    public let folder: String

    public init(folder: String) { self.folder = folder }

    /// `MUSE_CACHE`, or `muse` in `XDG_CACHE_HOME`, or `~/.cache/muse`.
    public static var user: ModelCache {
        if let path = environment("MUSE_CACHE") { return ModelCache(folder: path) }
        if let path = environment("XDG_CACHE_HOME") { return ModelCache(folder: "\(path)/muse") }
        return ModelCache(folder: "\(environment("HOME") ?? ".")/.cache/muse")
    }

    /// Where the model of a key lies, or would.
    func modelFolder(_ key: String) -> String { "\(folder)/models/\(key.prefix(32))" }

    func checkpoints(_ key: String) -> CachedCheckpoints {
        CachedCheckpoints(folder: "\(modelFolder(key)).unfinished", key: key)
    }

    /// The model of a key; nil where none is cached.
    ///
    /// - Throws: `StorageError` or `FileError` for one that is damaged.
    func record(_ key: String) throws -> ModelRecord? { try Self.record(key, in: modelFolder(key)) }

    /// The model in a folder; nil where there is none, or one with another key.
    ///
    /// - Throws: `StorageError` or `FileError` for one that is damaged.
    static func record(_ key: String, in folder: String) throws -> ModelRecord? {
        guard access("\(folder)/\(ModelFolder.recordName)", F_OK) == 0 else { return nil }
        let record = try ModelFolder.record(folder)
        guard record.provenance["key"] == key else { return nil }
        return try ModelFolder.read(folder)
    }

    /// - Returns: the SHA-256 of the weights.
    func store(_ record: ModelRecord, _ key: String) throws -> String {
        try ModelFolder.write(record, to: modelFolder(key))
    }

    /// Finds out before long work whether a model can be stored after it.
    ///
    /// - Throws: `FileError`.
    func checkWritable() throws { try WritableFolder.check("\(folder)/models") }

    private static func environment(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }
}
