package import MuseNeural
package import MuseProtocols

extension TransformerNetwork: DecodableNetwork {
    package var vocabularySize: Int { shape.vocabularySize }
    package var longestSequence: Int? { shape.context }
    package var usesClock: Bool { !shape.clock.isEmpty }

    package func packed(_ weights: Weights, _ precision: DecodingPrecision) -> TransformerDecodingWeights {
        TransformerDecodingWeights(self, weights, precision)
    }

    package func decoder(
        _ weights: Weights, _ packed: TransformerDecodingWeights, rows: Int, from start: InputTrack
    ) -> any TokenDecoder {
        TransformerDecoder(self, weights, packed, rows: rows, from: start)
    }
}

/// Computes the log-probabilities of the next tokens of a batch of tunes, with one key-value cache per tune. Allocates
/// nothing per step.
final class TransformerDecoder: TokenDecoder {
    private let network: TransformerNetwork
    private let weights: Weights
    private(set) var rowCount: Int
    private let pool = DecodingThreadPool()
    private let attention: DecoderAttention
    private let step: TransformerStep
    /// The input of each row.
    private var inputs: [InputTrack]

    init(
        _ network: TransformerNetwork, _ weights: Weights, _ packed: TransformerDecodingWeights, rows: Int,
        from start: InputTrack
    ) {
        self.network = network
        self.weights = weights
        rowCount = rows
        attention = DecoderAttention(network.shape, rows: rows)
        step = TransformerStep(network, weights, packed, attention, rows: rows)
        inputs = [InputTrack](repeating: start, count: rows)
    }

    /// Sets the values that are added to the residual stream of a row before each layer, from the next token on.
    ///
    /// - Parameter values: `[L · C]`, layer by layer.
    func setLayerInputs(_ values: [Float], row: Int) {
        precondition(values.count == network.shape.layers * network.shape.channels, "\(values.count) layer inputs")
        step.layerInputs[row] = values
    }

    func scores(into scores: inout [Float]) {
        embed()
        step.run(rows: rowCount, by: pool)
        let size = network.shape.vocabularySize
        if scores.count != rowCount * size { scores = [Float](repeating: 0, count: rowCount * size) }
        scores.withUnsafeMutableBufferPointer {
            guard let target = $0.baseAddress else { return }
            DecodingKernels.logSoftmax(step.logits.values, stride: size, rows: rowCount, count: size, into: target)
        }
    }

    private func embed() {
        let c = network.shape.channels
        let table = weights[network.table]
        for row in 0..<rowCount {
            let target = step.embedded.row(row)
            inputs[row].embed(table, into: UnsafeMutableBufferPointer(start: target, count: c))
            func add(_ table: Parameter, _ index: Int) {
                DecodingKernels.add(target, weights.values + table.offset + index * c, c)
            }
            if let table = network.positionTable { add(table, Int(attention.positions[row])) }
            for (i, table) in network.clockTables.enumerated() { add(table, inputs[row].clockFeature(i)) }
        }
    }

    func accept(_ tokens: [TokenID]) {
        precondition(tokens.count == rowCount, "\(tokens.count) tokens for \(rowCount) rows")
        for i in tokens.indices { inputs[i].advance(tokens[i]) }
        attention.advance()
    }

    func retain(_ keep: [Bool]) {
        precondition(keep.count == rowCount, "\(keep.count) flags for \(rowCount) rows")
        attention.retain(keep)
        inputs.retain(keep)
        step.layerInputs.retain(keep)
        rowCount = inputs.count
    }

    func copyRows(_ sources: [Int]) -> Bool {
        attention.copyRows(sources)
        inputs = sources.map { inputs[$0] }
        step.layerInputs = sources.map { step.layerInputs[$0] }
        rowCount = sources.count
        return true
    }
}
