extension SavedModel {
    /// Returns the values of a one-dimensional tensor.
    ///
    /// - Parameter count: the required number of values; nil for any number.
    /// - Throws: `StorageError` if there is no such tensor, or its type or shape differs.
    public func vector<Number: BitwiseCopyable>(
        _ name: String, _ kind: StoredTensor.Kind, count: Int? = nil, as type: Number.Type = Number.self
    ) throws -> [Number] {
        guard let tensor = tensors.first(where: { $0.name == name }) else {
            throw StorageError("tensor '\(name)' is missing")
        }
        guard tensor.kind == kind, tensor.shape.count == 1, count == nil || tensor.shape == [count ?? 0] else {
            let expected = count.map { "[\($0)]" } ?? "one dimension"
            throw StorageError(
                "tensor '\(name)' is \(tensor.kind.rawValue) \(tensor.shape), not \(kind.rawValue) of \(expected)")
        }
        return tensor.values(as: type)
    }

    /// Returns the values of a one-dimensional float tensor, which must be finite.
    ///
    /// - Throws: `StorageError` as for `vector`, or if a value is not finite.
    public func finiteVector(_ name: String, count: Int) throws -> [Float] {
        let values: [Float] = try vector(name, .f32, count: count)
        guard values.allSatisfy(\.isFinite) else {
            throw StorageError("tensor '\(name)' holds a number that is not finite; the model is damaged")
        }
        return values
    }
}
