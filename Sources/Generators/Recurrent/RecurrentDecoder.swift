package import MuseNeural
package import MuseProtocols

/// The weights of a recurrent network, packed for decoding.
package struct RecurrentDecodingWeights: Sendable {
    let layers: [(input: PackedMatrix, state: PackedMatrix)]
    let bridge: PackedMatrix?
    let output: PackedMatrix

    init(_ stack: RecurrentStack, _ weights: Weights, _ precision: DecodingPrecision) {
        let channels = stack.shape.channels
        layers = stack.layers.map { layer in
            // The GRU's separate recurrent bias belongs to the rows of the new gate, which are last.
            var stateBias: [Float]?
            if let parameter = layer.stateBias {
                stateBias = [Float](repeating: 0, count: 2 * channels) + weights[parameter]
            }
            let state =
                stateBias.map {
                    PackedMatrix(
                        weights.values + layer.state.offset, outputs: layer.state.rows, inputs: channels, bias: $0,
                        precision)
                } ?? PackedMatrix(layer.state, of: weights, precision)
            return (PackedMatrix(layer.input, layer.bias, of: weights, precision), state)
        }
        bridge = stack.bridge.map { PackedMatrix($0, of: weights, precision) }
        output = PackedMatrix(stack.output, stack.outputBias, of: weights, precision)
    }
}

extension RecurrentNetwork: DecodableNetwork {
    package var vocabularySize: Int { shape.vocabularySize }
    package var longestSequence: Int? { nil }
    package var usesClock: Bool { false }

    package func packed(_ weights: Weights, _ precision: DecodingPrecision) -> RecurrentDecodingWeights {
        RecurrentDecodingWeights(stack, weights, precision)
    }

    package func decoder(
        _ weights: Weights, _ packed: RecurrentDecodingWeights, rows: Int, from start: InputTrack
    ) -> any TokenDecoder {
        RecurrentDecoder(stack, weights, packed, rows: rows, from: start)
    }
}

/// Scores the next tokens of a batch of tunes, each with its own state. Allocates nothing per step.
final class RecurrentDecoder: TokenDecoder {
    private let stack: RecurrentStack
    private let weights: Weights
    private let packed: RecurrentDecodingWeights
    private(set) var rowCount: Int
    private let team = DecodingThreadPool()
    /// The hidden state of each layer.
    private let hidden: [RowBuffer]
    /// The cell state of each layer, for LSTM.
    private let cells: [RowBuffer]
    private let gates: RowBuffer
    private let stateGates: RowBuffer
    private let embedded: RowBuffer
    private let bridged: RowBuffer
    private let logits: RowBuffer
    private let scratch: RowBuffer
    /// The input of each row.
    private var inputs: [InputTrack]
    /// The additional input of each row, `[E]`; empty for none.
    private var added: [[Float]]

    init(
        _ stack: RecurrentStack, _ weights: Weights, _ packed: RecurrentDecodingWeights, rows: Int,
        added: [[Float]] = [], from start: InputTrack
    ) {
        precondition(added.isEmpty || added.count == rows, "\(added.count) additional inputs for \(rows) rows")
        self.stack = stack
        self.added = added
        self.weights = weights
        self.packed = packed
        rowCount = rows
        let shape = stack.shape
        func states() -> [RowBuffer] {
            (0..<shape.layers).map { _ in RowBuffer(rows: rows, columns: shape.channels) }
        }
        hidden = states()
        cells = states()
        gates = RowBuffer(rows: rows, columns: shape.cell.gates * shape.channels)
        stateGates = RowBuffer(rows: rows, columns: shape.cell.gates * shape.channels)
        embedded = RowBuffer(rows: rows, columns: shape.embedding)
        bridged = RowBuffer(rows: rows, columns: shape.embedding)
        logits = RowBuffer(rows: rows, columns: shape.vocabularySize)
        scratch = RowBuffer(rows: 1, columns: shape.channels)
        inputs = [InputTrack](repeating: start, count: rows)
    }

    func scores(into scores: inout [Float]) {
        let shape = stack.shape
        let table = weights[stack.table]
        for (row, input) in inputs.enumerated() {
            input.embed(table, into: UnsafeMutableBufferPointer(start: embedded.row(row), count: shape.embedding))
            if !added.isEmpty { for c in 0..<shape.embedding { embedded.row(row)[c] += added[row][c] } }
        }
        var x = embedded
        for (i, layer) in packed.layers.enumerated() {
            let width = shape.cell.gates * shape.channels
            team.multiply(
                layer.input, x.values, stride: x.columns, rows: rowCount, into: gates.values, stride: width)
            team.multiply(
                layer.state, hidden[i].values, stride: shape.channels, rows: rowCount, into: stateGates.values,
                stride: width)
            for row in 0..<rowCount { step(i, row) }
            x = hidden[i]
        }
        if let bridge = packed.bridge {
            team.multiply(
                bridge, x.values, stride: x.columns, rows: rowCount, into: bridged.values, stride: bridged.columns)
            x = bridged
        }
        team.multiply(
            packed.output, x.values, stride: x.columns, rows: rowCount, into: logits.values, stride: logits.columns)
        let size = shape.vocabularySize
        if scores.count != rowCount * size { scores = [Float](repeating: 0, count: rowCount * size) }
        scores.withUnsafeMutableBufferPointer {
            guard let target = $0.baseAddress else { return }
            DecodingKernels.logSoftmax(logits.values, stride: size, rows: rowCount, count: size, into: target)
        }
    }

    private func step(_ layer: Int, _ row: Int) {
        let channels = stack.shape.channels
        let input = gates.row(row)
        let state = stateGates.row(row)
        switch stack.shape.cell {
        case .lstm:
            DecodingKernels.add(input, state, 4 * channels)
            DecodingKernels.lstm(
                input, cell: cells[layer].row(row), hidden: hidden[layer].row(row), channels, scratch: scratch.values)
        case .gru:
            DecodingKernels.add(input, state, 2 * channels)
            DecodingKernels.gru(
                input, recurrent: state + 2 * channels, hidden: hidden[layer].row(row), channels,
                scratch: scratch.values)
        }
    }

    /// Resets the state of a row but keeps its last token, and sets its additional input.
    func restart(_ row: Int, input: [Float]) {
        precondition(!added.isEmpty, "these rows have no additional input")
        for buffer in hidden { buffer.row(row).update(repeating: 0, count: buffer.columns) }
        for buffer in cells { buffer.row(row).update(repeating: 0, count: buffer.columns) }
        added[row] = input
    }

    func accept(_ tokens: [TokenID]) {
        precondition(tokens.count == rowCount, "\(tokens.count) tokens for \(rowCount) rows")
        for i in tokens.indices { inputs[i].advance(tokens[i]) }
    }

    func retain(_ keep: [Bool]) {
        precondition(keep.count == rowCount, "\(keep.count) marks for \(rowCount) rows")
        var kept = 0
        for row in 0..<rowCount where keep[row] {
            for buffer in hidden { buffer.move(row, to: kept) }
            for buffer in cells { buffer.move(row, to: kept) }
            inputs[kept] = inputs[row]
            if !added.isEmpty { added[kept] = added[row] }
            kept += 1
        }
        rowCount = kept
        inputs.removeLast(inputs.count - kept)
        if !added.isEmpty { added.removeLast(added.count - kept) }
    }

    func copyRows(_ sources: [Int]) -> Bool {
        for (row, source) in sources.enumerated() {
            for buffer in hidden { buffer.move(source, to: row) }
            for buffer in cells { buffer.move(source, to: row) }
        }
        inputs = sources.map { inputs[$0] }
        if !added.isEmpty { added = sources.map { added[$0] } }
        rowCount = sources.count
        return true
    }
}
