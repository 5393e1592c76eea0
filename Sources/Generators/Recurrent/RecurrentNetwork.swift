package import MuseNeural
import MuseProtocols

/// Layers of LSTM or GRU cells over embedded tokens.
///
/// Source: the stack of folk-rnn, Sturm et al., "Music transcription modelling and composition using deep learning",
/// CSMC 2016, with tied embeddings after Press and Wolf, arXiv:1608.05859.
package struct RecurrentNetwork: Network {
    package enum Cell: String, Sendable { case lstm, gru }

    package struct Shape: Sendable, Equatable {
        package var cell: Cell
        package var vocabularySize: Int
        package var layers: Int
        package var channels: Int
        /// Channels of a token.
        package var embedding: Int
        /// Input and output share one table.
        package var isTied: Bool
        package var dropout: Double

        package init(
            cell: Cell, vocabularySize: Int, layers: Int, channels: Int, embedding: Int, isTied: Bool, dropout: Double
        ) {
            self.cell = cell
            self.vocabularySize = vocabularySize
            self.layers = layers
            self.channels = channels
            self.embedding = embedding
            self.isTied = isTied
            self.dropout = dropout
        }

        /// Features of all gates of a cell, for each channel.
        var gates: Int { cell == .lstm ? 4 : 3 }
    }

    struct Layer: Sendable {
        /// From the input: `[gates · C, I]`.
        let input: Parameter
        /// From the state: `[gates · C, C]`.
        let state: Parameter
        let bias: Parameter
        /// The GRU's own bias of the state in the new gate.
        let stateBias: Parameter?
    }

    package let shape: Shape
    package let layout: ParameterLayout
    /// `[V + 4, E]`: the last rows are the symbols'.
    let table: Parameter
    let layers: [Layer]
    /// From the last layer to the table's width, where the two differ.
    let bridge: Linear?
    let output: Parameter
    let outputBias: Parameter

    package var rowOrder: Batch.RowOrder { .byTime }

    package init(_ shape: Shape) {
        var layout = ParameterLayout()
        table = layout.matrix(
            "embedding.weight", shape.vocabularySize + Symbols.count, shape.embedding, .normal(deviation: 0.1))
        layers = (0..<shape.layers).map { i in
            let name = "layers.\(i)."
            let bound = 1 / Float(shape.channels).squareRoot()
            let rows = shape.gates * shape.channels
            return Layer(
                input: layout.matrix(
                    name + "weight_ih", rows, i == 0 ? shape.embedding : shape.channels, .uniform(bound: bound)),
                state: layout.matrix(name + "weight_hh", rows, shape.channels, .uniform(bound: bound)),
                bias: layout.vector(name + "bias", rows, .zero),
                stateBias: shape.cell == .gru ? layout.vector(name + "bias_hn", shape.channels, .zero) : nil)
        }
        let width = shape.isTied ? shape.embedding : shape.channels
        bridge =
            width == shape.channels
            ? nil
            : Linear(
                "bridge", inputs: shape.channels, outputs: width, hasBias: false,
                deviation: 1 / Float(shape.channels).squareRoot(), in: &layout)
        output =
            shape.isTied
            ? table.firstRows(shape.vocabularySize)
            : layout.matrix(
                "output.weight", shape.vocabularySize, shape.channels,
                .normal(deviation: 1 / Float(shape.channels).squareRoot()))
        outputBias = layout.vector("output.bias", shape.vocabularySize, .zero)
        self.shape = shape
        self.layout = layout
    }

    package func logits(_ batch: Batch, on tape: Tape) -> Tensor {
        let dropout = Float(shape.dropout)
        let steps = TimeSteps(lengths: batch.lengths)
        var x = tape.dropout(tape.embedding(table, batch.inputs), dropout)
        for layer in layers {
            if let stateBias = layer.stateBias {
                x = tape.gru(x, layer.input, layer.state, layer.bias, stateBias, steps)
            } else {
                x = tape.lstm(x, layer.input, layer.state, layer.bias, steps)
            }
            x = tape.dropout(x, dropout)
        }
        if let bridge { x = bridge(x, on: tape) }
        return tape.affine(x, output, outputBias)
    }
}
