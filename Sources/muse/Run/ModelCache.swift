import MusePlatform
import MuseStorage

/// Fitted models by what determined them, in `MUSE_CACHE` or `~/.cache/muse`.
enum ModelCache {
    /// nil where nothing is cached, or what is there is damaged.
    static func record(_ key: String) -> ModelRecord? { record(key, in: folder(key)) }

    /// The model in a folder; nil where it is another's, damaged or not there.
    static func record(_ key: String, in folder: String) -> ModelRecord? {
        guard let record = try? ModelFolder.read(folder), record.provenance["key"] == key else { return nil }
        return record
    }

    /// - Returns: the SHA-256 of the weights.
    static func store(_ record: ModelRecord, _ key: String) throws -> String {
        try ModelFolder.write(record, to: folder(key))
    }

    /// Puts a model's files into a run's folder: by hard link where the file system can, else copied.
    static func install(from folder: String, into destination: String) throws {
        try createDirectories(destination)
        for name in ["weights.safetensors", "model.json"] {
            let (from, to) = ("\(folder)/\(name)", "\(destination)/\(name)")
            let temporary = "\(to).\(getpid()).tmp"
            unlink(temporary)
            if link(from, temporary) == 0 {
                if rename(temporary, to) == 0 {
                    // Does nothing where both names are one file already, and then the temporary stays.
                    unlink(temporary)
                    continue
                }
                unlink(temporary)
            }
            try AtomicFile.write(FileReader.bytes(from), to: to)
        }
    }

    static func folder(_ key: String) -> String { "\(root)/models/\(key.prefix(32))" }

    static var root: String {
        if let path = environment("MUSE_CACHE") { return path }
        if let path = environment("XDG_CACHE_HOME") { return "\(path)/muse" }
        return "\(environment("HOME") ?? ".")/.cache/muse"
    }

    private static func environment(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }
}
