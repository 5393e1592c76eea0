/// One-dimensional convolution along sequences, zero-padded to keep their length. Weights `[O, k I]` and `[O]`.
package struct Convolution: Sendable {
    package let map: Linear
    package let width: Int

    /// - Parameter width: kernel size k, odd.
    package init(_ name: String, inputs: Int, outputs: Int, width: Int, in layout: inout ParameterLayout) {
        map = Linear(
            name, inputs: width * inputs, outputs: outputs, hasBias: true,
            deviation: 1 / Float(width * inputs).squareRoot(), in: &layout)
        self.width = width
    }

    /// - Parameter length: the number of rows of each sequence.
    package func callAsFunction(_ x: Tensor, length: Int, on tape: Tape) -> Tensor {
        tape.convolution(x, map.weight, map.bias, length: length, width: width)
    }
}
