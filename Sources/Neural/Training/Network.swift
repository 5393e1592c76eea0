import MuseProtocols

/// A model that scores the next token of sequences: its parameters, and how scores come out of them.
package protocol Network: Sendable {
    var layout: ParameterLayout { get }
    /// In which order the rows of a batch stand.
    var rowOrder: Batch.RowOrder { get }

    /// Scores of the next token after each row.
    ///
    /// - Returns: `[rows of the batch, V]`, without soft-max.
    func logits(_ batch: Batch, on tape: Tape) -> Tensor
}
