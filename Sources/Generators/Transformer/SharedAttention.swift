import MuseNeural

/// The attention of a decoder's rows, each over its own key-value cache. Rows and key heads are divided among threads.
final class SharedAttention: SharedWork {
    private let shape: TransformerShape
    /// The cache of each row. When a row ends, the references of later rows move up, without copying caches.
    private var caches: [KeyValueCache]
    private(set) var positions: [Int32]
    /// The queries, keys and values of each row, with rotary positions applied.
    let qkv: RowBuffer
    /// The outputs of the heads of each row.
    let heads: RowBuffer
    /// The scratch memory of each part.
    private let scratch: RowBuffer
    /// The relative-position scores of a group of queries in each part.
    private let distanceScores: RowBuffer
    private var layer = 0
    /// The relative-position table of the layer, `[H · context, D]`.
    private var distances: UnsafePointer<Float>?

    init(_ shape: TransformerShape, rows: Int) {
        self.shape = shape
        caches = (0..<rows).map { _ in KeyValueCache(shape) }
        positions = [Int32](repeating: 0, count: rows)
        qkv = RowBuffer(rows: rows, columns: (shape.heads + 2 * shape.keyHeads) * shape.headSize)
        heads = RowBuffer(rows: rows, columns: shape.channels)
        scratch = RowBuffer(
            rows: DecodingThreadPool.maxThreads, columns: DecodingKernels.keyPositions(context: shape.context))
        distanceScores = RowBuffer(
            rows: DecodingThreadPool.maxThreads,
            columns: shape.positions == .relative ? shape.heads / shape.keyHeads * shape.context : 1)
    }

    /// Computes `heads` from `qkv`.
    func run(layer: Int, distances: UnsafePointer<Float>?, by pool: DecodingThreadPool) {
        self.layer = layer
        self.distances = distances
        let past = positions.reduce(0) { $0 + Int($1) }
        pool.run(self, units: caches.count * shape.keyHeads, size: past * 2 * shape.keyHeads * shape.headSize)
    }

    func run(part: Int, of parts: Int) {
        let units = caches.count * shape.keyHeads
        for unit in units * part / parts..<units * (part + 1) / parts {
            let (row, keyHead) = unit.quotientAndRemainder(dividingBy: shape.keyHeads)
            let position = Int(positions[row])
            if let distances {
                let group = shape.heads / shape.keyHeads
                DecodingKernels.distances(
                    qkv.row(row) + keyHead * group * shape.headSize,
                    table: distances + keyHead * group * shape.context * shape.headSize, headSize: shape.headSize,
                    group: group, context: shape.context, count: position + 1, into: distanceScores.row(part))
            }
            caches[row].attend(
                qkv.row(row), layer: layer, keyHead: keyHead, position: position, into: heads.row(row),
                addends: distances == nil ? nil : UnsafePointer(distanceScores.row(part)), scratch: scratch.row(part))
        }
    }

    /// Advances all rows by one token.
    func advance() {
        for row in positions.indices { positions[row] += 1 }
    }

    func retain(_ keep: [Bool]) {
        var kept = 0
        for row in keep.indices where keep[row] {
            caches[kept] = caches[row]
            positions[kept] = positions[row]
            kept += 1
        }
        caches.removeLast(caches.count - kept)
        positions.removeLast(positions.count - kept)
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
