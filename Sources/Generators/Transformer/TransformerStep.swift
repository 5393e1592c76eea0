import MuseNeural

/// The computation of one token of all rows of a decoder, in phases that are divided among threads.
///
/// Each part keeps the residual stream in memory of its own and normalises it itself, because that takes less time than
/// waiting for another thread once more.
final class TransformerStep: SharedWork {
    private enum Phase {
        /// Queries, keys, values and attention of a layer, divided by key head.
        case attention
        case attentionOut
        case feedForwardIn
        case feedForwardOut
        case output
    }

    private let network: TransformerNetwork
    private let weights: Weights
    private let packed: TransformerDecodingWeights
    private var phase = Phase.attention
    private var layer = 0
    private var rowCount = 0
    /// The values added to the residual stream of each row before each layer, `[L · C]`; empty for none.
    var layerInputs: [[Float]]
    private let attention: DecoderAttention
    /// The embeddings of the inputs.
    let embedded: RowBuffer
    /// The output of a sublayer, which each part adds to its residual stream.
    private let added: RowBuffer
    private let hidden: RowBuffer
    private let up: RowBuffer
    let logits: RowBuffer
    private let parts: [Part]

    /// The memory of a part.
    private final class Part {
        let stream, normed, scratch: RowBuffer
        let rounded: RoundedRows

        init(_ shape: TransformerShape, rows: Int) {
            stream = RowBuffer(rows: rows, columns: shape.channels)
            normed = RowBuffer(rows: rows, columns: shape.channels)
            scratch = RowBuffer(rows: 2, columns: rows)
            rounded = RoundedRows(rows: rows, columns: max(shape.channels, shape.hidden))
        }
    }

    init(
        _ network: TransformerNetwork, _ weights: Weights, _ packed: TransformerDecodingWeights,
        _ attention: DecoderAttention, rows: Int
    ) {
        self.network = network
        self.weights = weights
        self.packed = packed
        self.attention = attention
        let shape = network.shape
        layerInputs = [[Float]](repeating: [], count: rows)
        embedded = RowBuffer(rows: rows, columns: shape.channels)
        added = RowBuffer(rows: rows, columns: shape.channels)
        hidden = RowBuffer(rows: rows, columns: shape.hidden + RowBuffer.gap)
        up = RowBuffer(rows: shape.feedForward == .swiglu ? rows : 0, columns: shape.hidden + RowBuffer.gap)
        logits = RowBuffer(rows: rows, columns: shape.vocabularySize)
        parts = (0..<DecodingThreadPool.maxThreads).map { _ in Part(shape, rows: rows) }
    }

    /// Computes `logits` from `embedded`.
    func run(rows: Int, by pool: DecodingThreadPool) {
        rowCount = rows
        let phases = 4 * packed.layers.count + 1
        let parts = pool.parts(size: packed.size / phases)
        func run(_ phase: Phase) {
            self.phase = phase
            pool.run(self, parts: parts)
        }
        for layer in packed.layers.indices {
            self.layer = layer
            run(.attention)
            run(.attentionOut)
            run(.feedForwardIn)
            run(.feedForwardOut)
        }
        run(.output)
    }

    func run(part number: Int, of count: Int) {
        let part = parts[number]
        let layer = network.layers[layer]
        let matrices = packed.layers[self.layer]
        func multiply(_ matrix: PackedMatrix, _ x: RowBuffer, into y: RowBuffer, blocks: Range<Int>) {
            matrix.multiply(
                x.values, stride: x.columns, rounded: part.rounded, rows: rowCount, into: y.values, stride: y.columns,
                blocks: blocks)
        }
        switch phase {
        case .attention:
            if self.layer == 0 {
                part.stream.values.update(from: embedded.values, count: rowCount * embedded.columns)
            } else {
                add(to: part)
            }
            addLayerInputs(to: part)
            norm(layer.attentionNorm, of: part)
            let keyHeads = matrices.keyHeads.count
            for head in keyHeads * number / count..<keyHeads * (number + 1) / count {
                let qkv = attention.qkv(ofKeyHead: head)
                matrices.keyHeads[head].multiply(
                    part.normed.values, stride: part.normed.columns, rounded: part.rounded, rows: rowCount, into: qkv,
                    stride: attention.qkvStride)
                attention.run(
                    keyHead: head, layer, number: self.layer, weights, network.angles, part: number)
            }
        case .attentionOut:
            let heads = attention.heads
            round(heads, heads.columns, for: matrices.attentionOut, by: part)
            multiply(
                matrices.attentionOut, heads, into: added, blocks: matrices.attentionOut.blocks(part: number, of: count)
            )
        case .feedForwardIn:
            add(to: part)
            norm(layer.feedForwardNorm, of: part)
            let blocks = matrices.feedForwardIn.blocks(part: number, of: count)
            multiply(matrices.feedForwardIn, part.normed, into: hidden, blocks: blocks)
            let outputs = matrices.feedForwardIn.outputs(of: blocks)
            let active = hidden.values + outputs.lowerBound
            if let matrix = matrices.feedForwardUp {
                multiply(matrix, part.normed, into: up, blocks: blocks)
                DecodingKernels.swiGLU(
                    active, up: up.values + outputs.lowerBound, stride: hidden.columns, rows: rowCount, outputs.count)
            } else {
                DecodingKernels.gelu(active, stride: hidden.columns, rows: rowCount, outputs.count)
            }
        case .feedForwardOut:
            round(hidden, network.shape.hidden, for: matrices.feedForwardOut, by: part)
            multiply(
                matrices.feedForwardOut, hidden, into: added,
                blocks: matrices.feedForwardOut.blocks(part: number, of: count))
        case .output:
            add(to: part)
            norm(network.finalNorm, of: part)
            multiply(packed.output, part.normed, into: logits, blocks: packed.output.blocks(part: number, of: count))
        }
    }

    private func add(to part: Part) {
        DecodingKernels.add(part.stream.values, added.values, rowCount * added.columns)
    }

    private func addLayerInputs(to part: Part) {
        let c = part.stream.columns
        for (row, values) in layerInputs.enumerated() where !values.isEmpty {
            values.withUnsafeBufferPointer {
                if let base = $0.baseAddress { DecodingKernels.add(part.stream.row(row), base + layer * c, c) }
            }
        }
    }

    private func norm(_ norm: Norm, of part: Part) {
        DecodingKernels.norm(
            part.stream.values, rows: rowCount, norm, of: weights, into: part.normed.values,
            scratch: part.scratch.values)
        round(part.normed, part.normed.columns, for: packed.output, by: part)
    }

    /// Rounds the inputs of a matrix of integers.
    private func round(_ x: RowBuffer, _ count: Int, for matrix: PackedMatrix, by part: Part) {
        guard matrix.roundsInputs else { return }
        part.rounded.read(x.values, stride: x.columns, rows: rowCount, count)
    }
}
