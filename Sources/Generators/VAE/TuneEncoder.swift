import MuseNeural

/// The encoder of a VAE: maps whole tunes to vectors, from which posteriors are computed.
protocol TuneEncoder: Sendable {
    /// The names of the outputs, which are part of parameter names.
    var outputNames: [String] { get }
    /// C, the size of each output.
    var channels: Int { get }

    /// Encodes tunes.
    ///
    /// - Parameters:
    ///   - batch: S sequences, time-major
    ///   - table: `[V + 4, E]`; the last rows belong to the special tokens
    /// - Returns: the outputs, `[S, C]` each
    func callAsFunction(_ batch: Batch, _ table: Parameter, on tape: Tape) -> [Tensor]
}

/// A bidirectional RNN encoder. Its outputs are the final states.
struct RecurrentEncoder: TuneEncoder {
    let outputNames = ["forward", "backward"]
    let channels: Int
    private let directions: [RecurrentCell]

    /// - Parameter inputs: embedding size E.
    init(_ cell: RecurrentNetwork.Cell, inputs: Int, channels: Int, in layout: inout ParameterLayout) {
        self.channels = channels
        directions = outputNames.map {
            RecurrentCell("encoder.\($0).", cell, inputs: inputs, channels: channels, in: &layout)
        }
    }

    func callAsFunction(_ batch: Batch, _ table: Parameter, on tape: Tape) -> [Tensor] {
        let steps = TimeSteps(lengths: batch.lengths)
        func row(_ sequence: Int, _ time: Int) -> Int32 { Int32(steps.starts[time] + sequence) }
        let embedded = tape.embedding(table, batch.targets.map { max(0, $0) })
        var reversed = [Int32](repeating: -1, count: batch.targets.count)
        for (sequence, length) in batch.lengths.enumerated() {
            for time in 0..<length { reversed[Int(row(sequence, time))] = row(sequence, length - 1 - time) }
        }
        let ends = batch.lengths.indices.map { row($0, batch.lengths[$0] - 1) }
        let inputs = [embedded, tape.rows(embedded, reversed)]
        return zip(directions, inputs).map { cell, x in tape.rows(cell(x, steps, on: tape), ends) }
    }
}
