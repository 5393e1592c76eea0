/// A trainable matrix or vector of a model.
package struct Parameter: Hashable, Sendable {
    /// The name in model files, such as `layers.0.attention.query.weight`.
    package let name: String
    package let rows: Int
    package let columns: Int
    /// Whether this is a vector, which is stored without its first dimension.
    package let isVector: Bool
    /// Whether weight decay applies. It applies to matrices, but not to gains and biases, as is common practice with
    /// AdamW.
    package let decays: Bool
    package let initial: Initial
    /// The rows of each linear map between hidden layers that the matrix holds, such as queries, keys and values. Empty
    /// for embeddings, output layers and vectors. Some optimizers treat these maps differently.
    package let maps: [Range<Int>]
    /// The offset in the block of all parameters, in floats.
    package let offset: Int

    package var count: Int { rows * columns }
    package var shape: [Int] { isVector ? [columns] : [rows, columns] }
}

/// How a parameter is initialised.
package enum Initial: Hashable, Sendable {
    case zero, one
    case normal(deviation: Float)
    /// Uniform between `-bound` and `bound`.
    case uniform(bound: Float)
}

extension Parameter {
    /// Returns the first rows as a parameter that shares their memory.
    package func firstRows(_ count: Int) -> Parameter {
        precondition(count <= rows, "\(name) has \(rows) rows")
        return Parameter(
            name: name, rows: count, columns: columns, isVector: false, decays: decays, initial: initial,
            maps: [], offset: offset)
    }
}
