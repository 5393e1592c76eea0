import MuseNeural
import MuseProtocols

/// The attention of a decoder's rows, each over its own key-value cache.
final class DecoderAttention {
    private let shape: TransformerShape
    /// The number of query heads that share a key head.
    private let group: Int
    /// The cache of each row. When a row ends, the references of later rows move up, without copying caches.
    private var caches: [KeyValueCache]
    private(set) var positions: [Int32]
    /// Of each row and key head: its queries, its key and its value.
    private let qkv: RowBuffer
    /// The outputs of the heads of each row.
    let heads: RowBuffer
    /// The scratch memory of each part.
    private let scratch: [CachedHead.Scratch]
    /// The relative-position scores of a group of queries in each part.
    private let distanceScores: RowBuffer

    init(_ shape: TransformerShape, rows: Int) {
        self.shape = shape
        group = shape.heads / shape.keyHeads
        caches = (0..<rows).map { _ in KeyValueCache(shape) }
        positions = [Int32](repeating: 0, count: rows)
        qkv = RowBuffer(rows: rows, columns: (shape.heads + 2 * shape.keyHeads) * shape.headSize)
        heads = RowBuffer(rows: rows, columns: shape.channels)
        scratch = (0..<DecodingThreadPool.maxThreads).map { [group] _ in
            CachedHead.Scratch(group: group, headSize: shape.headSize, context: shape.context)
        }
        distanceScores = RowBuffer(
            rows: DecodingThreadPool.maxThreads, columns: shape.positions == .relative ? group * shape.context : 1)
    }

    /// The distance between the rows of `qkv(ofKeyHead:)`.
    var qkvStride: Int { qkv.columns }

    /// The queries, the key and the value of a key head in the first row, which the projection writes.
    func qkv(ofKeyHead keyHead: Int) -> UnsafeMutablePointer<Float> {
        qkv.values + keyHead * (group + 2) * shape.headSize
    }

    /// Computes the `heads` that share a key head, for all rows.
    ///
    /// - Parameters:
    ///   - weights: those of `layer` of the network.
    ///   - number: the number of the layer.
    ///   - angles: the angles of rotary positions.
    ///   - part: the number of the part that calls this, each of which has its own scratch memory.
    func run(
        keyHead: Int, _ layer: TransformerLayer, number: Int, _ weights: Weights, _ angles: RotaryAngles?, part: Int
    ) {
        let d = shape.headSize
        if let norms = layer.headNorms {
            let first = qkv(ofKeyHead: keyHead)
            func apply(_ norm: Norm, from head: Int, heads: Int) {
                DecodingKernels.normHeads(
                    first + head * d, stride: qkvStride, rows: caches.count, heads: heads, norm, of: weights)
            }
            apply(norms.queries, from: 0, heads: group)
            apply(norms.keys, from: group, heads: 1)
        }
        if let angles {
            DecodingKernels.rotate(qkv(ofKeyHead: keyHead), stride: qkvStride, heads: group + 1, angles, positions)
        }
        let distances = layer.distances.map { weights.values + $0.offset }
        for row in caches.indices {
            let position = Int(positions[row])
            let queries = qkv(ofKeyHead: keyHead) + row * qkvStride
            if let distances {
                DecodingKernels.distances(
                    queries, table: distances + keyHead * group * shape.context * d, headSize: d, group: group,
                    context: shape.context, count: position + 1, into: distanceScores.row(part))
            }
            caches[row].attend(
                queries, layer: number, keyHead: keyHead, position: position,
                into: heads.row(row) + keyHead * group * d,
                addends: distances == nil ? nil : UnsafePointer(distanceScores.row(part)), scratch[part])
        }
    }

    /// Advances all rows by one token.
    func advance() {
        for row in positions.indices { positions[row] += 1 }
    }

    func retain(_ keep: [Bool]) {
        caches.retain(keep)
        positions.retain(keep)
    }

    /// Row r continues what was row `sources[r]`, as `TokenDecoder.copyRows` demands. Called after `run`, so that a row
    /// has one position more than `positions` says.
    func copyRows(_ sources: [Int]) {
        let old = positions
        for (row, source) in sources.enumerated() where source != row {
            if row >= caches.count { caches.append(KeyValueCache(shape)) }
            caches[row].copy(caches[source], count: Int(old[source]) + 1)
        }
        caches.removeLast(caches.count - sources.count)
        positions = sources.map { old[$0] }
    }
}
