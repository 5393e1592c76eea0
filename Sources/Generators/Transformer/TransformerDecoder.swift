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

    package func packed(_ weights: Weights) -> TransformerDecodingWeights { TransformerDecodingWeights(self, weights) }

    package func decoder(_ weights: Weights, _ packed: TransformerDecodingWeights, rows: Int) -> any Decoder {
        TransformerDecoder(self, weights, packed, rows: rows)
    }
}

/// Scores next tokens of several tunes, each with the keys and values of its own past. Allocates nothing a step.
final class TransformerDecoder: Decoder {
    private let network: TransformerNetwork
    private let weights: Weights
    private let packed: TransformerDecodingWeights
    private(set) var rowCount: Int
    /// Which cache each row has: rows move together when others end, caches stay where they are.
    private var caches: [KeyValueCache]
    private let stream, normed, qkv, heads, added, inner, active, derivative, logits, scratch, distances: RowBuffer
    private var tokens: [TokenID]
    private var positions: [Int32]

    init(_ network: TransformerNetwork, _ weights: Weights, _ packed: TransformerDecodingWeights, rows: Int) {
        self.network = network
        self.weights = weights
        self.packed = packed
        rowCount = rows
        let shape = network.shape
        caches = (0..<rows).map { _ in KeyValueCache(shape) }
        stream = RowBuffer(rows: rows, columns: shape.channels)
        normed = RowBuffer(rows: rows, columns: shape.channels)
        qkv = RowBuffer(rows: rows, columns: (shape.heads + 2 * shape.keyHeads) * shape.headSize)
        heads = RowBuffer(rows: rows, columns: shape.channels)
        added = RowBuffer(rows: rows, columns: shape.channels)
        let width = (shape.feedForward == .swiglu ? 2 : 1) * shape.hidden
        inner = RowBuffer(rows: rows, columns: width)
        active = RowBuffer(rows: rows, columns: shape.hidden)
        derivative = RowBuffer(rows: rows, columns: shape.hidden)
        logits = RowBuffer(rows: rows, columns: shape.vocabularySize)
        distances = RowBuffer(
            rows: shape.heads / shape.keyHeads, columns: shape.positions == .relative ? shape.context : 1)
        scratch = RowBuffer(rows: 2, columns: max(rows, shape.context))
        tokens = [TokenID](repeating: TokenID(shape.vocabularySize), count: rows)
        positions = [Int32](repeating: 0, count: rows)
    }

    func scores(into scores: inout [Float]) {
        let shape = network.shape
        let c = shape.channels
        embed()
        for (i, (layer, own)) in zip(packed.layers, network.layers).enumerated() {
            DecodingKernels.norm(
                stream.values, rows: rowCount, own.attentionNorm, of: weights, into: normed.values,
                scratch: scratch.values)
            layer.attentionIn.multiply(normed.values, stride: c, rows: rowCount, into: qkv.values, stride: qkv.columns)
            if let angles = network.angles {
                DecodingKernels.rotate(
                    qkv.values, stride: qkv.columns, heads: shape.heads + shape.keyHeads, angles, positions)
            }
            for row in 0..<rowCount {
                caches[row].attend(
                    qkv.row(row), layer: i, position: Int(positions[row]), into: heads.row(row),
                    distances: own.distances.map { ($0, weights, distances.values) }, scratch: scratch.values)
            }
            layer.attentionOut.multiply(heads.values, stride: c, rows: rowCount, into: added.values, stride: c)
            DecodingKernels.add(stream.values, added.values, rowCount * c)

            DecodingKernels.norm(
                stream.values, rows: rowCount, own.feedForwardNorm, of: weights, into: normed.values,
                scratch: scratch.values)
            layer.feedForwardIn.multiply(
                normed.values, stride: c, rows: rowCount, into: inner.values, stride: inner.columns)
            switch shape.feedForward {
            case .gelu:
                DecodingKernels.gelu(
                    inner.values, into: active.values, scratch: derivative.values, rowCount * shape.hidden)
            case .swiglu:
                DecodingKernels.swiGLU(inner.values, into: active.values, rows: rowCount, shape.hidden)
            }
            layer.feedForwardOut.multiply(
                active.values, stride: shape.hidden, rows: rowCount, into: added.values, stride: c)
            DecodingKernels.add(stream.values, added.values, rowCount * c)
        }
        DecodingKernels.norm(
            stream.values, rows: rowCount, network.finalNorm, of: weights, into: normed.values, scratch: scratch.values)
        packed.output.multiply(normed.values, stride: c, rows: rowCount, into: logits.values, stride: logits.columns)
        let size = shape.vocabularySize
        if scores.count != rowCount * size { scores = [Float](repeating: 0, count: rowCount * size) }
        scores.withUnsafeMutableBufferPointer {
            guard let target = $0.baseAddress else { return }
            DecodingKernels.logSoftmax(logits.values, stride: size, rows: rowCount, count: size, into: target)
        }
    }

    private func embed() {
        let c = network.shape.channels
        let table = weights[network.table]
        for row in 0..<rowCount {
            let target = stream.row(row)
            let from = Int(tokens[row]) * c
            for i in 0..<c { target[i] = table[from + i] }
            if let places = network.places {
                let values = weights[places]
                let from = Int(positions[row]) * c
                for i in 0..<c { target[i] += values[from + i] }
            }
        }
    }

    func accept(_ tokens: [TokenID]) {
        precondition(tokens.count == rowCount, "\(tokens.count) tokens for \(rowCount) rows")
        for i in tokens.indices {
            self.tokens[i] = tokens[i]
            positions[i] += 1
        }
    }

    func retain(_ keep: [Bool]) {
        precondition(keep.count == rowCount, "\(keep.count) marks for \(rowCount) rows")
        var kept = 0
        for row in 0..<rowCount where keep[row] {
            caches[kept] = caches[row]
            tokens[kept] = tokens[row]
            positions[kept] = positions[row]
            kept += 1
        }
        rowCount = kept
        caches.removeLast(caches.count - kept)
        tokens.removeLast(tokens.count - kept)
        positions.removeLast(positions.count - kept)
    }
}
