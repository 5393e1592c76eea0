package import MuseProtocols

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

/// Sequences to learn from or to measure, as rows of one matrix, without padding between them.
package struct Batch: Sendable {
    package enum RowOrder: Sendable {
        /// One sequence behind the other.
        case bySequence
        /// The first token of each, then the second of each, the longest sequence first.
        case byTime
    }

    /// What stands before each target: the token before it, or the start symbol.
    package let inputs: [Int32]
    /// -1 for padding.
    package let targets: [Int32]
    /// Of each row, its place in its sequence, from 0.
    package let positions: [Int32]
    /// Of the sequences; longest first in the order of time.
    package let lengths: [Int]
    /// Rows that are not padding.
    package let count: Int

    /// - Parameters:
    ///   - start: the number of the symbol before the first token.
    ///   - multiple: the number of rows is rounded up to it with padding, so that few shapes occur.
    package init(_ sequences: [ArraySlice<TokenID>], start: TokenID, order: RowOrder, multiple: Int = 1) {
        let sorted = order == .byTime ? sequences.sorted { $0.count > $1.count } : sequences
        lengths = sorted.map(\.count)
        count = lengths.reduce(0, +)
        let rows = (count + multiple - 1) / multiple * multiple
        var inputs: [Int32] = []
        var targets: [Int32] = []
        var positions: [Int32] = []
        inputs.reserveCapacity(rows)
        targets.reserveCapacity(rows)
        positions.reserveCapacity(rows)
        func add(_ sequence: ArraySlice<TokenID>, _ i: Int) {
            let at = sequence.startIndex + i
            inputs.append(i == 0 ? start : sequence[at - 1])
            targets.append(sequence[at])
            positions.append(Int32(i))
        }
        switch order {
        case .bySequence:
            for sequence in sorted { for i in 0..<sequence.count { add(sequence, i) } }
        case .byTime:
            for i in 0..<(lengths.first ?? 0) { for sequence in sorted where sequence.count > i { add(sequence, i) } }
        }
        let padding = rows - count
        self.inputs = inputs + [Int32](repeating: start, count: padding)
        self.targets = targets + [Int32](repeating: -1, count: padding)
        self.positions = positions + [Int32](repeating: 0, count: padding)
    }
}
