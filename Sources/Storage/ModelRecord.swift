/// A fitted model with everything that is needed to use it.
package struct ModelRecord: Sendable {
    /// The version of `model.json`; others are rejected.
    static let formatVersion = 1

    /// The generator's name in a recipe.
    package var generator: String
    /// The generator's settings, resolved, as YAML.
    package var settings: String
    /// The names of the tokens that the model was fitted on, in the order of their ids.
    package var vocabulary: [String]
    /// SHA-256 of the names, joined by line feeds, in hex.
    package var vocabularyHash: String
    /// Bits per note on the validation tunes; nil if there were none. An infinite value is not stored.
    package var bitsPerNote: Double?
    /// Further information: hashes, seed, version.
    package var provenance: [String: String]
    package var model: SavedModel
    /// The file of the learned tokens; nil if the tokenizer's settings alone determine them.
    package var tokenizer: [UInt8]?
    /// SHA-256 of `weights.safetensors`; nil before the model is written.
    package var weightsHash: String?

    package init(
        generator: String, settings: String, vocabulary: [String], bitsPerNote: Double? = nil,
        provenance: [String: String] = [:], model: SavedModel, tokenizer: [UInt8]? = nil
    ) {
        self.generator = generator
        self.settings = settings
        self.vocabulary = vocabulary
        vocabularyHash = Self.hash(ofVocabulary: vocabulary)
        self.bitsPerNote = bitsPerNote
        self.provenance = provenance
        self.model = model
        self.tokenizer = tokenizer
    }
}

extension ModelRecord {
    /// Returns the content of `model.json`.
    func json(weightsHash: String) -> JSON {
        var members: [String: JSON] = [
            "format": .int(Self.formatVersion), "generator": .string(generator), "settings": .string(settings),
            "vocabulary": .array(vocabulary.map { .string($0) }), "vocabulary_sha256": .string(vocabularyHash),
            "provenance": .object(provenance.mapValues { .string($0) }), "model": .object(model.description),
            "weights_sha256": .string(weightsHash),
        ]
        if let tokenizer { members[Self.tokenizerKey] = .string(SHA256.hex(of: tokenizer)) }
        if let bitsPerNote, bitsPerNote.isFinite { members["bits_per_note"] = .double(bitsPerNote) }
        return .object(members)
    }

    /// The key of the hash of the learned tokens, which are in a file of their own.
    static let tokenizerKey = "tokenizer_sha256"

    /// Returns the identifier of a vocabulary: SHA-256 of the names, joined by line feeds, in hex.
    package static func hash(ofVocabulary names: [String]) -> String {
        SHA256.hex(of: Array(names.joined(separator: "\n").utf8))
    }

    /// Creates a record whose model has no tensors yet.
    ///
    /// - Throws: `StorageError`.
    init(_ json: JSON, weightsHash: String) throws {
        guard let version = json["format"]?.intValue else { throw StorageError("'format' is missing") }
        guard version == Self.formatVersion else {
            throw StorageError("format \(version) is not supported; this version of muse reads \(Self.formatVersion)")
        }
        generator = try json.text("generator")
        settings = try json.text("settings")
        guard case .array(let items)? = json["vocabulary"] else { throw StorageError("'vocabulary' is not a list") }
        vocabulary = items.compactMap(\.stringValue)
        vocabularyHash = try json.text("vocabulary_sha256")
        guard vocabulary.count == items.count,
            vocabularyHash == Self.hash(ofVocabulary: vocabulary)
        else { throw StorageError("'vocabulary' does not match its hash") }
        guard try json.text("weights_sha256") == weightsHash else {
            throw StorageError("weights.safetensors does not belong to this model.json; fit the model again")
        }
        switch json["bits_per_note"] {
        case .double(let value)?: bitsPerNote = value
        case .int(let value)?: bitsPerNote = Double(value)
        case nil: bitsPerNote = nil
        default: throw StorageError("'bits_per_note' is not a number")
        }
        guard case .object(let facts)? = json["provenance"] else { throw StorageError("'provenance' is not an object") }
        provenance = facts.compactMapValues(\.stringValue)
        guard case .object(let description)? = json["model"] else { throw StorageError("'model' is not an object") }
        model = SavedModel(description: description, tensors: [])
        self.weightsHash = weightsHash
    }
}

extension JSON {
    fileprivate func text(_ key: String) throws -> String {
        guard let text = self[key]?.stringValue else { throw StorageError("'\(key)' is missing or not a string") }
        return text
    }
}
