package import MuseStorage

/// A model saved by Hugging Face's transformers: a safetensors file with `config.json` in the same folder.
package struct HuggingFaceModel: Sendable {
    package let config: JSON
    package let configPath: String
    package let tensors: [StoredTensor]
    package let weightsPath: String
    /// The SHA-256 hash of the safetensors file.
    package let weightsHash: String

    /// Reads a model.
    ///
    /// - Parameter path: a `.safetensors` file, or a folder that contains `model.safetensors`.
    /// - Throws: `FileError`, `StorageError`, `ImportProblems`.
    package init(_ path: String) throws {
        let isFile = path.hasSuffix(".safetensors")
        let folder = isFile ? parentFolder(of: path) : path + "/"
        configPath = folder + "config.json"
        weightsPath = isFile ? path : folder + "model.safetensors"
        let text = try FileReader.bytes(configPath, limit: 16 << 20)
        guard let config = try? JSON(parsing: text), case .object = config else {
            throw StorageError("not a JSON object", path: configPath)
        }
        self.config = config
        let bytes: [UInt8]
        do {
            bytes = try FileReader.bytes(weightsPath, limit: 1 << 33)
        } catch {
            let index = folder + "model.safetensors.index.json"
            guard !isFile, (try? FileReader.bytes(index)) != nil else { throw error }
            throw ImportProblems([
                "\(printable(index)): the weights are split into several files; save them as one, with "
                    + "save_pretrained's max_shard_size"
            ])
        }
        do {
            tensors = try SafetensorsFile(decoding: bytes).tensors
        } catch let error as StorageError {
            throw StorageError(error.reason, path: weightsPath)
        }
        weightsHash = SHA256.hex(of: bytes)
    }
}

/// All reasons why a model cannot be imported, one sentence each.
package struct ImportProblems: Error, Equatable, Sendable, CustomStringConvertible {
    package let problems: [String]

    package init(_ problems: [String]) { self.problems = problems }

    package var description: String { problems.joined(separator: "\n") }
}
