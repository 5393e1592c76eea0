/// A model as a folder: `model.json`, to be read by people, and `weights.safetensors`.
package enum ModelFolder {
    private static let recordName = "model.json"
    private static let weightsName = "weights.safetensors"

    /// Makes the folder and writes both files, `model.json` last: it holds the hash of the other, so that a pair torn
    /// by a crash is told from a whole one.
    ///
    /// - Returns: the SHA-256 of `weights.safetensors`.
    /// - Throws: `FileError`.
    @discardableResult
    package static func write(_ record: ModelRecord, to folder: String) throws -> String {
        try createDirectories(folder)
        let weights = try SafetensorsFile(record.model.tensors, metadata: ["generator": record.generator]).encoded()
        try AtomicFile.write(weights, to: "\(folder)/\(weightsName)")
        let hash = SHA256.hex(of: weights)
        let description = try record.json(weightsHash: hash).bytes(indented: true)
        try AtomicFile.write(description + [0x0A], to: "\(folder)/\(recordName)")
        return hash
    }

    /// - Throws: `FileError` for a file that cannot be read, `StorageError` for one that is no model; both name it.
    package static func read(_ folder: String) throws -> ModelRecord {
        let recordPath = "\(folder)/\(recordName)"
        let weightsPath = "\(folder)/\(weightsName)"
        let description = try FileReader.bytes(recordPath, limit: 256 << 20)
        let weights = try FileReader.bytes(weightsPath, limit: 1 << 33)
        return try placed(recordPath) {
            guard let json = try? JSON(parsing: description) else { throw StorageError("this is not JSON") }
            var record = try ModelRecord(json, weightsHash: SHA256.hex(of: weights))
            record.model.tensors = try placed(weightsPath) { try SafetensorsFile(decoding: weights).tensors }
            return record
        }
    }

    /// What `model.json` says, without a look at the weights.
    ///
    /// - Throws: `FileError`, `StorageError`.
    package static func summary(_ folder: String) throws -> ModelSummary {
        let path = "\(folder)/\(recordName)"
        let bytes = try FileReader.bytes(path, limit: 256 << 20)
        return try placed(path) {
            guard let json = try? JSON(parsing: bytes), let generator = json["generator"]?.stringValue,
                let settings = json["settings"]?.stringValue, let hash = json["weights_sha256"]?.stringValue,
                let vocabulary = json["vocabulary_sha256"]?.stringValue
            else { throw StorageError("this is no model's description") }
            return ModelSummary(
                generator: generator, settings: settings, weightsHash: hash, vocabularyHash: vocabulary)
        }
    }

    private static func placed<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as StorageError {
            // The innermost file is the one that is wrong.
            throw error.path == nil ? StorageError(error.reason, path: path) : error
        }
    }
}

/// What a check has to know of a model.
package struct ModelSummary: Sendable {
    package let generator: String
    /// As YAML.
    package let settings: String
    package let weightsHash: String
    package let vocabularyHash: String
}
