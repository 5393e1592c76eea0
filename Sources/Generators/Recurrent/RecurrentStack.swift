import MuseNeural

/// An embedding, LSTM or GRU layers, and an output layer, as part of a network.
///
/// Source: the architecture of folk-rnn, Sturm et al., "Music transcription modelling and composition using deep
/// learning", CSMC 2016; tied embeddings: Press and Wolf, arXiv:1608.05859.
package struct RecurrentStack: Sendable {
    let shape: RecurrentNetwork.Shape
    /// `[V + 4, E]`; the last rows belong to the special tokens.
    let table: Parameter
    let layers: [RecurrentCell]
    /// Projects the last layer's output to the embedding size; nil if the two sizes are equal.
    let bridge: Linear?
    let output: Parameter
    let outputBias: Parameter

    /// - Parameter prefix: the prefix of the parameter names.
    init(_ shape: RecurrentNetwork.Shape, prefix: String = "", in layout: inout ParameterLayout) {
        table = layout.matrix(
            prefix + "embedding.weight", shape.vocabularySize + SpecialTokens.count, shape.embedding,
            .normal(deviation: 0.1))
        layers = (0..<shape.layers).map { i in
            RecurrentCell(
                prefix + "layers.\(i).", shape.cell, inputs: i == 0 ? shape.embedding : shape.channels,
                channels: shape.channels, in: &layout)
        }
        let width = shape.isTied ? shape.embedding : shape.channels
        bridge =
            width == shape.channels
            ? nil
            : Linear(
                prefix + "bridge", inputs: shape.channels, outputs: width, hasBias: false,
                deviation: 1 / Float(shape.channels).squareRoot(), in: &layout)
        output =
            shape.isTied
            ? table.firstRows(shape.vocabularySize)
            : layout.matrix(
                prefix + "output.weight", shape.vocabularySize, shape.channels,
                .normal(deviation: 1 / Float(shape.channels).squareRoot()))
        outputBias = layout.vector(prefix + "output.bias", shape.vocabularySize, .zero)
        self.shape = shape
    }

    /// - Parameters:
    ///   - inputs: `[B]`, time-major
    ///   - added: `[B, E]`, added to the embeddings; nil for none
    /// - Returns: logits, `[B, V]`
    func logits(_ inputs: [Int32], added: Tensor? = nil, lengths: [Int], on tape: Tape) -> Tensor {
        let dropout = Float(shape.dropout)
        let steps = TimeSteps(lengths: lengths)
        var x = tape.dropout(tape.embedding(table, inputs), dropout)
        if let added { x = tape.add(x, added) }
        for layer in layers { x = tape.dropout(layer(x, steps, on: tape), dropout) }
        if let bridge { x = bridge(x, on: tape) }
        return tape.affine(x, output, outputBias)
    }
}
