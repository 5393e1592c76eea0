extension SavedModel {
    private static let partsKey = "parts"

    /// A model that consists of others, such as a mix. A part that is missing has no tensors.
    package init(parts: [SavedModel?]) {
        description = [
            Self.partsKey: .array(parts.map { $0.map { .object($0.description) } ?? .null })
        ]
        tensors = parts.enumerated().flatMap { i, part in
            (part?.tensors ?? []).map {
                StoredTensor(name: "\(i).\($0.name)", kind: $0.kind, shape: $0.shape, bytes: $0.bytes)
            }
        }
    }

    /// The models that this one consists of, nil for those that are missing.
    ///
    /// - Throws: `StorageError` if it does not consist of others.
    package func parts() throws -> [SavedModel?] {
        guard case .array(let items)? = description[Self.partsKey] else {
            throw StorageError("the model does not consist of parts")
        }
        return items.enumerated().map { i, item in
            guard case .object(let description) = item else { return nil }
            let prefix = "\(i)."
            let own = tensors.filter { $0.name.hasPrefix(prefix) }.map {
                StoredTensor(
                    name: String($0.name.dropFirst(prefix.count)), kind: $0.kind, shape: $0.shape, bytes: $0.bytes)
            }
            return SavedModel(description: description, tensors: own)
        }
    }
}
