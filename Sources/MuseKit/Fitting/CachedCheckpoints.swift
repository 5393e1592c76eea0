import MusePlatform
import MuseProtocols
import MuseStorage

/// The checkpoint of an unfinished fit: a folder beside that of the cached model, with one file, which is replaced
/// atomically.
struct CachedCheckpoints: Checkpoints {
    let folder: String
    /// The key of the model. A checkpoint with another key is ignored.
    let key: String

    private var path: String { "\(folder)/state.safetensors" }

    func load() -> SavedModel? {
        guard let bytes = bytes() else { return nil }
        return Self.state(bytes, key: key)
    }

    /// The checkpoint's file; nil if there is none.
    func bytes() -> [UInt8]? { try? FileReader.bytes(path, limit: 1 << 33) }

    /// The state in a checkpoint's file; nil if it is incomplete or has another key.
    static func state(_ bytes: [UInt8], key: String) -> SavedModel? {
        guard let file = try? SafetensorsFile(decoding: bytes), file.metadata["key"] == key,
            let text = file.metadata["state"], case .object(let description)? = try? JSON(parsing: Array(text.utf8))
        else { return nil }
        return SavedModel(description: description, tensors: file.tensors)
    }

    func save(_ state: SavedModel) throws {
        try createDirectories(folder)
        let description = String(decoding: try JSON.object(state.description).bytes(), as: UTF8.self)
        let file = SafetensorsFile(state.tensors, metadata: ["key": key, "state": description])
        try AtomicFile.write(file.encoded(), to: path)
    }

    /// Removes the checkpoint after the fit, and files that a killed process left half-written. Files that cannot be
    /// removed do no harm.
    func remove() {
        guard let directory = opendir(folder) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
            }
            unlink("\(folder)/\(name)")
        }
        closedir(directory)
        rmdir(folder)
    }
}
