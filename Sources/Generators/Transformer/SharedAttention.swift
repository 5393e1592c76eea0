import MuseNeural

/// Attention of a decoder's rows, each over its own past; rows and key heads are dealt to the parts.
final class SharedAttention: SharedWork {
    private let shape: TransformerShape
    /// Which cache each row has: rows move together when others end, caches stay where they are.
    private var caches: [KeyValueCache]
    private(set) var positions: [Int32]
    /// Of the rows: queries, keys and values, turned.
    let qkv: RowBuffer
    /// Of the rows: the heads' results.
    let heads: RowBuffer
    /// Of each part.
    private let scratch: RowBuffer
    private var layer = 0

    init(_ shape: TransformerShape, rows: Int) {
        self.shape = shape
        caches = (0..<rows).map { _ in KeyValueCache(shape) }
        positions = [Int32](repeating: 0, count: rows)
        qkv = RowBuffer(rows: rows, columns: (shape.heads + 2 * shape.keyHeads) * shape.headSize)
        heads = RowBuffer(rows: rows, columns: shape.channels)
        scratch = RowBuffer(
            rows: DecodingTeam.mostThreads, columns: DecodingKernels.keyPositions(context: shape.context))
    }

    /// From `qkv` to `heads`.
    func run(layer: Int, by team: DecodingTeam) {
        self.layer = layer
        let past = positions.reduce(0) { $0 + Int($1) }
        team.run(self, units: caches.count * shape.keyHeads, size: past * 2 * shape.keyHeads * shape.headSize)
    }

    func run(part: Int, of parts: Int) {
        let units = caches.count * shape.keyHeads
        for unit in units * part / parts..<units * (part + 1) / parts {
            let (row, keyHead) = unit.quotientAndRemainder(dividingBy: shape.keyHeads)
            caches[row].attend(
                qkv.row(row), layer: layer, keyHead: keyHead, position: Int(positions[row]), into: heads.row(row),
                scratch: scratch.row(part))
        }
    }

    /// All rows go on by a token.
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
}
