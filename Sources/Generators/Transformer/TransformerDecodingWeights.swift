import MuseNeural

/// The weights of a Transformer, packed for decoding.
package struct TransformerDecodingWeights: Sendable {
    struct Layer: Sendable {
        /// The query, key and value projections of each key head, in this order: `[(G + 2) D, C]`.
        let keyHeads: [PackedMatrix]
        let attentionOut: PackedMatrix
        /// The inner projection, of SwiGLU the gate.
        let feedForwardIn: PackedMatrix
        /// The up projection of SwiGLU.
        let feedForwardUp: PackedMatrix?
        let feedForwardOut: PackedMatrix
    }

    let layers: [Layer]
    let output: PackedMatrix
    /// The number of weights that a step reads.
    let size: Int

    init(_ network: TransformerNetwork, _ weights: Weights, _ precision: DecodingPrecision) {
        let shape = network.shape
        let d = shape.headSize
        let group = shape.heads / shape.keyHeads
        layers = network.layers.map { layer in
            let isGated = shape.feedForward == .swiglu
            func feedForward(_ rows: Range<Int>) -> PackedMatrix {
                PackedMatrix(layer.feedForwardIn, rows: [rows], of: weights, precision)
            }
            return Layer(
                keyHeads: (0..<shape.keyHeads).map { head in
                    let (key, value) = (shape.heads + head, shape.heads + shape.keyHeads + head)
                    return PackedMatrix(
                        layer.attentionIn,
                        rows: [
                            head * group * d..<(head + 1) * group * d, key * d..<(key + 1) * d,
                            value * d..<(value + 1) * d,
                        ],
                        of: weights, precision)
                },
                attentionOut: PackedMatrix(layer.attentionOut, of: weights, precision),
                feedForwardIn: feedForward(0..<shape.hidden),
                feedForwardUp: isGated ? feedForward(shape.hidden..<2 * shape.hidden) : nil,
                feedForwardOut: PackedMatrix(layer.feedForwardOut, of: weights, precision))
        }
        output = PackedMatrix(network.output, of: weights, precision)
        size =
            network.layers.reduce(0) { size, layer in
                [layer.attentionIn, layer.attentionOut, layer.feedForwardIn, layer.feedForwardOut].reduce(size) {
                    $0 + $1.weight.rows * $1.weight.columns
                }
            } + network.output.rows * network.output.columns
    }
}
