/// A model that scores the next token of sequences: its parameters, and how scores come out of them.
package protocol Network: Sendable {
    var layout: ParameterLayout { get }
    /// In which order the rows of a batch stand.
    var rowOrder: Batch.RowOrder { get }

    /// Scores of the next token after each row.
    ///
    /// - Returns: `[rows of the batch, V]`, without soft-max.
    func logits(_ batch: Batch, on tape: Tape) -> Tensor

    /// The sum of the losses of a batch's tokens, in nats. While the tape records, what `backward` starts from is left in
    /// place.
    ///
    /// - Parameters:
    ///   - count: tokens of the whole batch, of which this may be a part: gradients are of the mean.
    ///   - step: steps done; as many as there are for measuring.
    func loss(_ batch: Batch, on tape: Tape, count: Int, step: Int) -> Double
}

extension Network {
    package func loss(_ batch: Batch, on tape: Tape, count: Int, step: Int) -> Double {
        tape.crossEntropy(logits(batch, on: tape), batch.targets, count: count)
    }
}
