import MusePlatform
import MuseProtocols
import MuseStorage

/// The state of an unfinished fit, beside the cached model that it will become: a folder with one file, so that it is
/// replaced at once.
struct CachedCheckpoints: Checkpoints {
    let folder: String
    /// Of the model. The state of another one is ignored.
    let key: String

    private var path: String { "\(folder)/state.safetensors" }

    func load() -> SavedModel? {
        guard let bytes = try? FileReader.bytes(path, limit: 1 << 33), let file = try? SafetensorsFile(decoding: bytes),
            file.metadata["key"] == key, let text = file.metadata["state"],
            case .object(let description)? = try? JSON(parsing: Array(text.utf8))
        else { return nil }
        return SavedModel(description: description, tensors: file.tensors)
    }

    func save(_ state: SavedModel) throws {
        try createDirectories(folder)
        let description = String(decoding: try JSON.object(state.description).bytes(), as: UTF8.self)
        let file = SafetensorsFile(state.tensors, metadata: ["key": key, "state": description])
        try AtomicFile.write(file.encoded(), to: path)
    }

    /// The fit is finished. Files that a killed process left half-written are removed too; what cannot be removed does
    /// no harm.
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
