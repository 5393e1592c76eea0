/// A model as a folder: `model.json`, readable for people, and `weights.safetensors`.
package enum ModelFolder {
    package static let recordName = "model.json"
    private static let weightsName = "weights.safetensors"

    package static func weightsPath(in folder: String) -> String { "\(folder)/\(weightsName)" }

    /// Creates the folder and writes both files, `model.json` last. It holds the hash of the other, so that an
    /// incomplete pair can be detected after a crash.
    ///
    /// - Returns: the SHA-256 of `weights.safetensors`.
    /// - Throws: `FileError`.
    @discardableResult
    package static func write(_ record: ModelRecord, to folder: String) throws -> String {
        try createDirectories(folder)
        let weights = try SafetensorsFile(record.model.tensors, metadata: ["generator": record.generator]).encoded()
        try AtomicFile.write(weights, to: weightsPath(in: folder))
        let hash = SHA256.hex(of: weights)
        let description = try record.json(weightsHash: hash).bytes(indented: true)
        try AtomicFile.write(description + [0x0A], to: "\(folder)/\(recordName)")
        return hash
    }

    /// Copies both files, `model.json` last as in `write`.
    ///
    /// - Throws: `FileError`.
    package static func copy(_ folder: String, to destination: String) throws {
        try createDirectories(destination)
        for name in [weightsName, recordName] {
            try AtomicFile.write(FileReader.bytes("\(folder)/\(name)", limit: 1 << 33), to: "\(destination)/\(name)")
        }
    }

    /// - Throws: `FileError` for a file that cannot be read, `StorageError` for one that is invalid; both name it.
    package static func read(_ folder: String) throws -> ModelRecord {
        let recordPath = "\(folder)/\(recordName)"
        let weightsPath = Self.weightsPath(in: folder)
        let json = try description(recordPath)
        let weights = try FileReader.bytes(weightsPath, limit: 1 << 33)
        return try placed(recordPath) {
            var record = try ModelRecord(json, weightsHash: SHA256.hex(of: weights))
            record.model.tensors = try placed(weightsPath) { try SafetensorsFile(decoding: weights).tensors }
            return record
        }
    }

    /// The record in `model.json`, without reading the weights.
    ///
    /// - Throws: `FileError`, `StorageError`.
    package static func record(_ folder: String) throws -> ModelRecord {
        let path = "\(folder)/\(recordName)"
        let json = try description(path)
        return try placed(path) { try ModelRecord(json, weightsHash: json["weights_sha256"]?.stringValue ?? "") }
    }

    private static func description(_ path: String) throws -> JSON {
        let bytes = try FileReader.bytes(path, limit: 256 << 20)
        return try placed(path) {
            guard let json = try? JSON(parsing: bytes) else { throw StorageError("not valid JSON") }
            return json
        }
    }

    private static func placed<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as StorageError {
            // An error keeps the path of the innermost file.
            throw error.path == nil ? StorageError(error.reason, path: path) : error
        }
    }
}
