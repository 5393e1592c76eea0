/// A matrix that is learned: its name in files, and its place among all parameters of a model.
package struct Parameter: Hashable, Sendable {
    /// After the field's habits: `layers.0.attention.query.weight`.
    package let name: String
    package let rows: Int
    package let columns: Int
    /// As a vector it is stored without its first dimension.
    package let isVector: Bool
    /// Weight decay pulls it to 0: matrices, but not gains and biases (Loshchilov and Hutter 2019, as practised).
    package let decays: Bool
    package let initial: Initial
    /// Where it starts among all parameters, in floats.
    package let offset: Int

    package var count: Int { rows * columns }
    package var shape: [Int] { isVector ? [columns] : [rows, columns] }
}

/// What a parameter starts from.
package enum Initial: Hashable, Sendable {
    case zero, one
    case normal(deviation: Float)
    /// Between `-bound` and `bound`.
    case uniform(bound: Float)
}

extension Parameter {
    /// The first rows as a matrix of their own, in the same memory.
    package func firstRows(_ count: Int) -> Parameter {
        precondition(count <= rows, "\(name) has \(rows) rows")
        return Parameter(
            name: name, rows: count, columns: columns, isVector: false, decays: decays, initial: initial,
            offset: offset)
    }
}
