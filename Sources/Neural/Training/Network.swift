/// A model that predicts the next token of sequences: its parameters and its forward pass.
package protocol Network: Sendable {
    var layout: ParameterLayout { get }
    /// The order of a batch's rows that the network expects.
    var rowOrder: Batch.RowOrder { get }

    /// Logits of the next token after each row.
    ///
    /// - Returns: `[rows of the batch, V]`, before the softmax.
    func logits(_ batch: Batch, on tape: Tape) -> Tensor

    /// The sum of the losses of a batch's tokens, in nats. While the tape records, sets the gradient from which
    /// `backward` starts.
    ///
    /// - Parameters:
    ///   - count: tokens of the whole batch, of which this may be a part: the gradient is that of the mean loss.
    ///   - step: steps done, for annealing; `Int.max` for evaluation.
    func loss(_ batch: Batch, on tape: Tape, count: Int, step: Int) -> Double
}

extension Network {
    package func loss(_ batch: Batch, on tape: Tape, count: Int, step: Int) -> Double {
        tape.crossEntropy(logits(batch, on: tape), batch.targets, count: count)
    }
}
