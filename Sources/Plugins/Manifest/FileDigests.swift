import MusePlatform
import MuseStorage

/// SHA-256 of files, kept on disk, so that a large file is not read in every run.
///
/// A digest stays valid while the file's inode, size and times are the same. A file that has changed within the last
/// two seconds may change again without a new time, so its digest is not kept.
struct FileDigests {
    /// The file that keeps them; nil to keep none.
    private let path: String?
    private var known: [String: Entry] = [:]
    private var used: [String: Entry] = [:]

    private struct Entry: Equatable {
        let state: String
        let digest: String
    }

    /// The file that keeps the digests of a plug-in's files.
    static func path(in cache: String, _ manifest: PluginManifest) -> String {
        "\(cache)/digests/\(manifest.folderHash).json"
    }

    /// - Parameter path: the file that keeps the digests; it need not exist, and is ignored if it is damaged.
    init(path: String?) {
        self.path = path
        guard let path, let bytes = try? FileReader.bytes(path, limit: 64 << 20), let json = try? JSON(parsing: bytes),
            case .object(let entries) = json
        else { return }
        for (name, entry) in entries {
            if let state = entry["state"]?.stringValue, let digest = entry["sha256"]?.stringValue {
                known[name] = Entry(state: state, digest: digest)
            }
        }
    }

    /// - Throws: `FileError` if the file cannot be read.
    mutating func digest(of file: String) throws -> String {
        let state = Self.state(of: file)
        if let entry = known[file], entry.state == state {
            used[file] = entry
            return entry.digest
        }
        let digest = SHA256.hex(of: try FileReader.bytes(file))
        if let state, state == Self.state(of: file) { used[file] = Entry(state: state, digest: digest) }
        return digest
    }

    /// Keeps the digests that were used. A cache that cannot be written is no error.
    func save() {
        guard let path, used != known else { return }
        let entries = used.mapValues { JSON.object(["state": .string($0.state), "sha256": .string($0.digest)]) }
        guard let bytes = try? JSON.object(entries).bytes() else { return }
        try? createDirectories(parentFolder(of: path))
        try? AtomicFile.write(bytes, to: path)
    }

    /// Inode, size and times of the file; nil if it has just changed, or if it does not exist.
    private static func state(of file: String) -> String? {
        var status = stat()
        guard stat(file, &status) == 0 else { return nil }
        #if canImport(Darwin)
            let (modified, changed) = (status.st_mtimespec, status.st_ctimespec)
        #else
            let (modified, changed) = (status.st_mtim, status.st_ctim)
        #endif
        if max(modified.tv_sec, changed.tv_sec) + 2 > time(nil) { return nil }
        return [
            Int(status.st_dev), Int(status.st_ino), Int(status.st_size), modified.tv_sec, modified.tv_nsec,
            changed.tv_sec, changed.tv_nsec,
        ].map(String.init).joined(separator: " ")
    }
}
