import MusePlatform
import MuseStorage

/// Fitted models on disk. The key of a model is the hash of everything that determines it.
public struct ModelCache: Sendable, Hashable {
    public let folder: String

    public init(folder: String) { self.folder = folder }

    /// The user's cache: `MUSE_CACHE`, or `muse` in `XDG_CACHE_HOME`, or `~/.cache/muse`.
    public static var user: ModelCache {
        if let path = environment("MUSE_CACHE") { return ModelCache(folder: path) }
        if let path = environment("XDG_CACHE_HOME") { return ModelCache(folder: "\(path)/muse") }
        return ModelCache(folder: "\(environment("HOME") ?? ".")/.cache/muse")
    }

    /// The folder of the model with a key, whether it exists or not.
    func modelFolder(_ key: String) -> String { "\(folder)/models/\(key.prefix(32))" }

    func checkpoints(_ key: String) -> CachedCheckpoints {
        CachedCheckpoints(folder: "\(modelFolder(key)).unfinished", key: key)
    }

    /// The model with a key; nil if it is not cached.
    ///
    /// - Throws: `StorageError` or `FileError` if it is damaged.
    func record(_ key: String) throws -> ModelRecord? { try Self.record(key, in: modelFolder(key)) }

    /// The model in a folder; nil if there is none, or if its key differs.
    ///
    /// - Throws: `StorageError` or `FileError` if it is damaged.
    static func record(_ key: String, in folder: String) throws -> ModelRecord? {
        guard access("\(folder)/\(ModelFolder.recordName)", F_OK) == 0 else { return nil }
        let record = try ModelFolder.record(folder)
        guard record.provenance["key"] == key else { return nil }
        return try ModelFolder.read(folder)
    }

    /// Stores a model.
    ///
    /// - Returns: SHA-256 of the weights, in hex.
    func store(_ record: ModelRecord, _ key: String) throws -> String {
        try ModelFolder.write(record, to: modelFolder(key))
    }

    /// Checks before a long fit that its model can be stored.
    ///
    /// - Throws: `FileError`.
    func checkWritable() throws { try WritableFolder.check("\(folder)/models") }

    private static func environment(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }
}
