import MuseNeural
import MuseProtocols

/// A bigram model with a vocabulary of 5: next-token logits are the row of a table for each token and the start.
struct Bigram: Network {
    let layout: ParameterLayout
    let table: Parameter
    /// The dropout rate of the logits in training.
    var dropout: Float = 0

    var rowOrder: Batch.RowOrder { .bySequence }

    init(dropout: Float = 0) {
        var layout = ParameterLayout()
        table = layout.matrix("table", 6, 5, .normal(deviation: 1))
        self.layout = layout
        self.dropout = dropout
    }

    func logits(_ batch: Batch, on tape: Tape) -> Tensor { tape.dropout(tape.embedding(table, batch.inputs), dropout) }
}

/// Whole sequences as the pieces on which a network is trained.
func pieces(_ sequences: [ArraySlice<TokenID>]) -> SequencePieces {
    SequencePieces(TokenSequences(sequences.map(Array.init)), maxLength: 1024)
}

/// Sequences of tokens 0 to 4 in which the next number usually follows.
func bigramSequences(_ count: Int, seed: UInt64) -> [ArraySlice<TokenID>] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in
        var sequence: [TokenID] = [TokenID(random.below(5))]
        for _ in 0..<(random.below(12) + 3) {
            let last = sequence[sequence.count - 1]
            sequence.append(random.below(4) == 0 ? TokenID(random.below(5)) : (last + 1) % 5)
        }
        return sequence[...]
    }
}
