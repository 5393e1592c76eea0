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

    private static func placed<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as StorageError {
            // The innermost file is the one that is wrong.
            throw error.path == nil ? StorageError(error.reason, path: path) : error
        }
    }
}
