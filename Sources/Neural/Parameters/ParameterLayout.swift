/// The layout of a model's parameters in one contiguous block of memory.
///
/// The optimizer, the summation of gradients and checkpoints iterate over this block.
package struct ParameterLayout: Sendable {
    package private(set) var parameters: [Parameter] = []
    /// The size in floats. Each parameter starts on a cache line.
    package private(set) var size = 0

    package init() {}

    /// Appends a matrix `[rows, columns]`.
    ///
    /// - Parameter maps: the number of rows of each linear map between hidden layers that the matrix holds; empty for
    ///   embeddings and output layers.
    package mutating func matrix(
        _ name: String, _ rows: Int, _ columns: Int, _ initial: Initial, decays: Bool = true, maps: [Int] = []
    ) -> Parameter {
        precondition(maps.isEmpty || maps.reduce(0, +) == rows, "\(name): maps of \(maps) rows in \(rows)")
        return add(name, rows, columns, isVector: false, initial, decays: decays, maps: maps)
    }

    /// Appends a vector `[count]`.
    package mutating func vector(_ name: String, _ count: Int, _ initial: Initial) -> Parameter {
        add(name, 1, count, isVector: true, initial, decays: false)
    }

    private mutating func add(
        _ name: String, _ rows: Int, _ columns: Int, isVector: Bool, _ initial: Initial, decays: Bool,
        maps: [Int] = []
    ) -> Parameter {
        var first = 0
        let ranges = maps.map { count in
            first += count
            return first - count..<first
        }
        let parameter = Parameter(
            name: name, rows: rows, columns: columns, isVector: isVector, decays: decays, initial: initial,
            maps: ranges, offset: size)
        parameters.append(parameter)
        size += (parameter.count + 15) / 16 * 16
        return parameter
    }

    /// The number of trainable values.
    package var count: Int { parameters.reduce(0) { $0 + $1.count } }
}
