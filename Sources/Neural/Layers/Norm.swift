/// Layer norm (gain and bias) or root-mean-square norm (gain only). Weights `[C]`.
package struct Norm: Sendable {
    package enum Kind: String, CaseIterable, Sendable { case layer, rms }

    package let gain: Parameter
    package let bias: Parameter?
    package let epsilon: Float

    /// - Parameter epsilon: added to the variance or mean square before the square root.
    package init(
        _ name: String, channels: Int, kind: Kind, epsilon: Double = 1e-5, in layout: inout ParameterLayout
    ) {
        gain = layout.vector(name + ".weight", channels, .one)
        bias = kind == .layer ? layout.vector(name + ".bias", channels, .zero) : nil
        self.epsilon = Float(epsilon)
    }

    package func callAsFunction(_ x: Tensor, residual: Tensor? = nil, on tape: Tape) -> (sum: Tensor, normed: Tensor) {
        tape.norm(x, residual: residual, gain, bias, epsilon: epsilon)
    }
}
