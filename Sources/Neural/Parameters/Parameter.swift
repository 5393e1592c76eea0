/// A trainable matrix: its name in files, and its offset among all parameters of a model.
package struct Parameter: Hashable, Sendable {
    /// In the usual scheme: `layers.0.attention.query.weight`.
    package let name: String
    package let rows: Int
    package let columns: Int
    /// A vector is stored without its first dimension.
    package let isVector: Bool
    /// Weight decay applies: to matrices, but not to gains and biases (common practice with Loshchilov and Hutter
    /// 2019).
    package let decays: Bool
    package let initial: Initial
    /// Offset among all parameters, in floats.
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
    /// The first rows as a parameter of their own that shares the memory.
    package func firstRows(_ count: Int) -> Parameter {
        precondition(count <= rows, "\(name) has \(rows) rows")
        return Parameter(
            name: name, rows: count, columns: columns, isVector: false, decays: decays, initial: initial,
            offset: offset)
    }
}
