/// A model that predicts the next token of sequences: its parameters and its forward pass.
package protocol Network: Sendable {
    var layout: ParameterLayout { get }
    /// The row order of batches that the network expects.
    var rowOrder: Batch.RowOrder { get }

    /// Computes the logits of the token that each row predicts.
    ///
    /// - Returns: `[B, V]`, before the softmax.
    func logits(_ batch: Batch, on tape: Tape) -> Tensor

    /// Returns the summed loss of a batch's tokens, in nats. While the tape records, sets the gradient from which
    /// `backward` starts.
    ///
    /// - Parameters:
    ///   - count: the number of tokens in the whole batch, of which this may be a part. The gradient is that of the
    ///     mean loss over the whole batch.
    ///   - step: the number of completed steps, for annealing; `Int.max` for evaluation.
    func loss(_ batch: Batch, on tape: Tape, count: Int, step: Int) -> Double
}

extension Network {
    package func loss(_ batch: Batch, on tape: Tape, count: Int, step: Int) -> Double {
        tape.crossEntropy(logits(batch, on: tape), batch.targets, count: count)
    }
}
