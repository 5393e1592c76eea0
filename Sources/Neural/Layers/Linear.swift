/// Affine map, `y = x wᵀ + b`. Weights `[O, I]` and `[O]`.
package struct Linear: Sendable {
    package let weight: Parameter
    package let bias: Parameter?

    /// - Parameters:
    ///   - deviation: standard deviation of the normal distribution that initialises the weights; 0 for weights that
    ///     start at 0. Biases start at 0.
    ///   - maps: the number of rows of each of several maps in one matrix; nil for a single map. See `Parameter.maps`.
    package init(
        _ name: String, inputs: Int, outputs: Int, hasBias: Bool, deviation: Float, maps: [Int]? = nil,
        in layout: inout ParameterLayout
    ) {
        weight = layout.matrix(
            name + ".weight", outputs, inputs, deviation == 0 ? .zero : .normal(deviation: deviation),
            maps: maps ?? [outputs])
        bias = hasBias ? layout.vector(name + ".bias", outputs, .zero) : nil
    }

    package func callAsFunction(_ x: Tensor, on tape: Tape) -> Tensor { tape.affine(x, weight, bias) }
}
