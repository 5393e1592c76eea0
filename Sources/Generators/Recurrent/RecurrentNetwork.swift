package import MuseNeural
import MuseProtocols

/// A network that consists of a recurrent stack.
package struct RecurrentNetwork: Network {
    package enum Cell: String, SettingChoice, Sendable {
        case lstm, gru

        /// The number of gates per channel.
        var gates: Int { self == .lstm ? 4 : 3 }
    }

    package struct Shape: Sendable, Equatable {
        package var cell: Cell
        package var vocabularySize: Int
        package var layers: Int
        package var channels: Int
        /// The embedding size.
        package var embedding: Int
        /// Whether the input and output embeddings are shared.
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

    }

    let stack: RecurrentStack
    package let layout: ParameterLayout

    package var shape: Shape { stack.shape }
    package var rowOrder: Batch.RowOrder { .byTime }

    package init(_ shape: Shape) {
        var layout = ParameterLayout()
        stack = RecurrentStack(shape, in: &layout)
        self.layout = layout
    }

    package func logits(_ batch: Batch, on tape: Tape) -> Tensor {
        stack.logits(batch.inputs, lengths: batch.lengths, on: tape)
    }
}
