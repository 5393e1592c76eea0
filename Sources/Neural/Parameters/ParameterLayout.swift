/// The parameters of a model in order, one behind the other in one run of memory: what an optimizer goes through, what
/// threads add up, what a checkpoint holds.
package struct ParameterLayout: Sendable {
    package private(set) var parameters: [Parameter] = []
    /// Floats for all of them; each starts on a cache line.
    package private(set) var size = 0

    package init() {}

    /// Lays out another matrix `[rows, columns]`.
    package mutating func matrix(
        _ name: String, _ rows: Int, _ columns: Int, _ initial: Initial, decays: Bool = true
    ) -> Parameter {
        add(name, rows, columns, isVector: false, initial, decays: decays)
    }

    /// Lays out another vector `[count]`.
    package mutating func vector(_ name: String, _ count: Int, _ initial: Initial) -> Parameter {
        add(name, 1, count, isVector: true, initial, decays: false)
    }

    private mutating func add(
        _ name: String, _ rows: Int, _ columns: Int, isVector: Bool, _ initial: Initial, decays: Bool
    ) -> Parameter {
        let parameter = Parameter(
            name: name, rows: rows, columns: columns, isVector: isVector, decays: decays, initial: initial, offset: size
        )
        parameters.append(parameter)
        size += (parameter.count + 15) / 16 * 16
        return parameter
    }

    /// Learned numbers.
    package var count: Int { parameters.reduce(0) { $0 + $1.count } }
}
