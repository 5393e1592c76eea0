/// Affine map, `y = x wᵀ + b`. Weights `[O, I]` and `[O]`.
package struct Linear: Sendable {
    package let weight: Parameter
    package let bias: Parameter?

    /// - Parameter deviation: standard deviation of the normal distribution that initialises the weights. Biases start
    ///   at 0.
    package init(
        _ name: String, inputs: Int, outputs: Int, hasBias: Bool, deviation: Float, in layout: inout ParameterLayout
    ) {
        weight = layout.matrix(name + ".weight", outputs, inputs, .normal(deviation: deviation))
        bias = hasBias ? layout.vector(name + ".bias", outputs, .zero) : nil
    }

    package func callAsFunction(_ x: Tensor, on tape: Tape) -> Tensor { tape.affine(x, weight, bias) }
}
