package import MuseNeural
package import MuseProtocols

/// The weights of a Transformer, packed for decoding.
package struct TransformerDecodingWeights: Sendable {
    struct Layer: Sendable {
        let attentionIn, attentionOut, feedForwardIn, feedForwardOut: PackedMatrix
    }

    let layers: [Layer]
    let output: PackedMatrix

    init(_ network: TransformerNetwork, _ weights: Weights) {
        layers = network.layers.map { layer in
            Layer(
                attentionIn: PackedMatrix(layer.attentionIn, of: weights),
                attentionOut: PackedMatrix(layer.attentionOut, of: weights),
                feedForwardIn: PackedMatrix(layer.feedForwardIn, of: weights),
                feedForwardOut: PackedMatrix(layer.feedForwardOut, of: weights))
        }
        output = PackedMatrix(network.output, of: weights)
    }
}

extension TransformerNetwork: DecodableNetwork {
    package var vocabularySize: Int { shape.vocabularySize }
    package var longestSequence: Int? { shape.context }
    package var usesClock: Bool { !shape.clock.isEmpty }

    package func packed(_ weights: Weights) -> TransformerDecodingWeights { TransformerDecodingWeights(self, weights) }

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
    private let packed: TransformerDecodingWeights
    private(set) var rowCount: Int
    private let pool = DecodingThreadPool()
    private let attention: SharedAttention
    private let stream, normed, added, inner, active, logits, scratch: RowBuffer
    /// The input of each row.
    private var inputs: [InputTrack]

    init(
        _ network: TransformerNetwork, _ weights: Weights, _ packed: TransformerDecodingWeights, rows: Int,
        from start: InputTrack
    ) {
        self.network = network
        self.weights = weights
        self.packed = packed
        rowCount = rows
        let shape = network.shape
        attention = SharedAttention(shape, rows: rows)
        stream = RowBuffer(rows: rows, columns: shape.channels)
        normed = RowBuffer(rows: rows, columns: shape.channels)
        added = RowBuffer(rows: rows, columns: shape.channels)
        let isGated = shape.feedForward == .swiglu
        inner = RowBuffer(rows: rows, columns: isGated ? 2 * shape.hidden : shape.hidden + RowBuffer.gap)
        active = isGated ? RowBuffer(rows: rows, columns: shape.hidden) : inner
        logits = RowBuffer(rows: rows, columns: shape.vocabularySize)
        scratch = RowBuffer(rows: 2, columns: rows)
        inputs = [InputTrack](repeating: start, count: rows)
    }

    func scores(into scores: inout [Float]) {
        let shape = network.shape
        embed()
        for (i, (matrices, layer)) in zip(packed.layers, network.layers).enumerated() {
            norm(layer.attentionNorm)
            multiply(matrices.attentionIn, normed, into: attention.qkv)
            if let angles = network.angles {
                DecodingKernels.rotate(
                    attention.qkv.values, stride: attention.qkv.columns, heads: shape.heads + shape.keyHeads, angles,
                    attention.positions)
            }
            attention.run(layer: i, distances: layer.distances.map { weights.values + $0.offset }, by: pool)
            multiply(matrices.attentionOut, attention.heads, into: added)
            DecodingKernels.add(stream.values, added.values, rowCount * shape.channels)

            norm(layer.feedForwardNorm)
            multiply(matrices.feedForwardIn, normed, into: inner, hasGELU: shape.feedForward == .gelu)
            if shape.feedForward == .swiglu {
                DecodingKernels.swiGLU(inner.values, into: active.values, rows: rowCount, shape.hidden)
            }
            multiply(matrices.feedForwardOut, active, into: added)
            DecodingKernels.add(stream.values, added.values, rowCount * shape.channels)
        }
        norm(network.finalNorm)
        multiply(packed.output, normed, into: logits)
        let size = shape.vocabularySize
        if scores.count != rowCount * size { scores = [Float](repeating: 0, count: rowCount * size) }
        scores.withUnsafeMutableBufferPointer {
            guard let target = $0.baseAddress else { return }
            DecodingKernels.logSoftmax(logits.values, stride: size, rows: rowCount, count: size, into: target)
        }
    }

    private func norm(_ norm: Norm) {
        DecodingKernels.norm(
            stream.values, rows: rowCount, norm, of: weights, into: normed.values, scratch: scratch.values)
    }

    private func multiply(_ matrix: PackedMatrix, _ x: RowBuffer, into y: RowBuffer, hasGELU: Bool = false) {
        pool.multiply(
            matrix, x.values, stride: x.columns, rows: rowCount, into: y.values, stride: y.columns, hasGELU: hasGELU)
    }

    private func embed() {
        let c = network.shape.channels
        let table = weights[network.table]
        for row in 0..<rowCount {
            let target = stream.row(row)
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
        var kept = 0
        for row in 0..<rowCount where keep[row] {
            inputs[kept] = inputs[row]
            kept += 1
        }
        rowCount = kept
        inputs.removeLast(inputs.count - kept)
    }

    func copyRows(_ sources: [Int]) -> Bool {
        attention.copyRows(sources)
        inputs = sources.map { inputs[$0] }
        rowCount = sources.count
        return true
    }
}
