/// A model stored as a folder: a human-readable `model.json`, `weights.safetensors`, and `tokenizer.json` if its tokens
/// were learned.
package enum ModelFolder {
    package static let recordName = "model.json"
    private static let weightsName = "weights.safetensors"
    package static let tokenizerName = "tokenizer.json"

    package static func weightsPath(in folder: String) -> String { "\(folder)/\(weightsName)" }

    /// Creates the folder and writes all files, `model.json` last. It contains the hashes of the others, so that files
    /// that do not belong together are detected after a crash.
    ///
    /// - Returns: the SHA-256 of `weights.safetensors`.
    /// - Throws: `FileError`.
    @discardableResult
    package static func write(_ record: ModelRecord, to folder: String) throws -> String {
        try createDirectories(folder)
        let weights = try SafetensorsFile(record.model.tensors, metadata: ["generator": record.generator]).encoded()
        try AtomicFile.write(weights, to: weightsPath(in: folder))
        let hash = SHA256.hex(of: weights)
        if let tokenizer = record.tokenizer { try AtomicFile.write(tokenizer, to: "\(folder)/\(tokenizerName)") }
        let description = try record.json(weightsHash: hash).bytes(indented: true)
        try AtomicFile.write(description + [0x0A], to: "\(folder)/\(recordName)")
        return hash
    }

    /// Copies all files, `model.json` last as in `write`.
    ///
    /// - Throws: `FileError`; `StorageError`.
    package static func copy(_ folder: String, to destination: String) throws {
        try createDirectories(destination)
        let hasTokenizer = try description("\(folder)/\(recordName)")[ModelRecord.tokenizerKey] != nil
        for name in [weightsName] + (hasTokenizer ? [tokenizerName] : []) + [recordName] {
            try AtomicFile.copy("\(folder)/\(name)", to: "\(destination)/\(name)")
        }
    }

    /// - Throws: `FileError` for a file that cannot be read, `StorageError` for an invalid one; both name the file.
    package static func read(_ folder: String) throws -> ModelRecord {
        let recordPath = "\(folder)/\(recordName)"
        let weightsPath = Self.weightsPath(in: folder)
        let json = try description(recordPath)
        let weights = try FileReader.bytes(weightsPath, limit: 1 << 33)
        return try withPath(recordPath) {
            var record = try ModelRecord(json, weightsHash: SHA256.hex(of: weights))
            record.model.tensors = try withPath(weightsPath) { try SafetensorsFile(decoding: weights).tensors }
            record.tokenizer = try tokenizer(in: folder, json)
            return record
        }
    }

    /// Returns a model as bytes, for another process: the length of `model.json` in eight bytes, little-endian, then
    /// the contents of both files.
    package static func bytes(of record: ModelRecord) throws -> [UInt8] {
        let weights = try SafetensorsFile(record.model.tensors, metadata: ["generator": record.generator]).encoded()
        let description = try record.json(weightsHash: SHA256.hex(of: weights)).bytes()
        return (0..<8).map { UInt8(truncatingIfNeeded: description.count >> (8 * $0)) } + description + weights
    }

    /// - Parameter bytes: those of `bytes(of:)`.
    /// - Throws: `StorageError`.
    package static func record(_ bytes: [UInt8]) throws -> ModelRecord {
        let count = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let weights = Array(bytes.dropFirst(8 + count))
        guard bytes.count >= 8 + count, let json = try? JSON(parsing: Array(bytes[8..<8 + count])) else {
            throw StorageError("not valid JSON")
        }
        var record = try ModelRecord(json, weightsHash: SHA256.hex(of: weights))
        record.model.tensors = try SafetensorsFile(decoding: weights).tensors
        return record
    }

    /// Returns the record in `model.json` without reading the weights.
    ///
    /// - Throws: `FileError`, `StorageError`.
    package static func record(_ folder: String) throws -> ModelRecord {
        let path = "\(folder)/\(recordName)"
        let json = try description(path)
        return try withPath(path) {
            var record = try ModelRecord(json, weightsHash: json["weights_sha256"]?.stringValue ?? "")
            record.tokenizer = try tokenizer(in: folder, json)
            return record
        }
    }

    /// The file of the learned tokens; nil if the model has none.
    private static func tokenizer(in folder: String, _ json: JSON) throws -> [UInt8]? {
        guard let hash = json[ModelRecord.tokenizerKey]?.stringValue else { return nil }
        let path = "\(folder)/\(tokenizerName)"
        let bytes = try FileReader.bytes(path, limit: 256 << 20)
        guard SHA256.hex(of: bytes) == hash else {
            throw StorageError("it does not belong to this model.json; fit the model again", path: path)
        }
        return bytes
    }

    private static func description(_ path: String) throws -> JSON {
        let bytes = try FileReader.bytes(path, limit: 256 << 20)
        return try withPath(path) {
            guard let json = try? JSON(parsing: bytes) else { throw StorageError("not valid JSON") }
            return json
        }
    }

    private static func withPath<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as StorageError {
            // An error keeps the path of the innermost file.
            throw error.path == nil ? StorageError(error.reason, path: path) : error
        }
    }
}
