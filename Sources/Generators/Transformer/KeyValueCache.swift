import MuseNeural

/// Keys and values of one tune's past, in bfloat16: reading them is what long tunes spend their time on.
final class KeyValueCache {
    private let shape: TransformerShape
    /// `[layers, keyHeads, context, headSize]`. Memory that is never written costs nothing.
    private let keys: UnsafeMutablePointer<UInt16>
    private let values: UnsafeMutablePointer<UInt16>

    init(_ shape: TransformerShape) {
        self.shape = shape
        let count = shape.layers * shape.keyHeads * shape.context * shape.headSize
        keys = .allocate(capacity: count)
        values = .allocate(capacity: count)
    }

    deinit {
        keys.deallocate()
        values.deallocate()
    }

    /// Attention of the token at `position`, whose key and value are taken in first.
    ///
    /// - Parameters:
    ///   - qkv: its queries, keys and values, turned.
    ///   - heads: gets the result of all heads.
    ///   - scratch: as long as the context.
    ///   - distances: the layer's table of them, with room for the scores of a group of heads; nil without.
    func attend(
        _ qkv: UnsafePointer<Float>, layer: Int, position: Int, into heads: UnsafeMutablePointer<Float>,
        distances: (table: Parameter, weights: Weights, room: UnsafeMutablePointer<Float>)? = nil,
        scratch: UnsafeMutablePointer<Float>
    ) {
        precondition(position < shape.context, "position \(position) of a context of \(shape.context)")
        let d = shape.headSize
        let group = shape.heads / shape.keyHeads
        for head in 0..<shape.keyHeads {
            let start = (layer * shape.keyHeads + head) * shape.context * d
            DecodingKernels.roundToBF16(qkv + (shape.heads + head) * d, into: keys + start + position * d, d)
            DecodingKernels.roundToBF16(
                qkv + (shape.heads + shape.keyHeads + head) * d, into: values + start + position * d, d)
            if let distances {
                DecodingKernels.distances(
                    qkv + head * group * d, distances.table, of: distances.weights, firstHead: head * group,
                    group: group, context: shape.context, count: position + 1, into: distances.room)
            }
            DecodingKernels.attend(
                qkv + head * group * d, into: heads + head * group * d, keys: keys + start, values: values + start,
                addends: distances.map { UnsafePointer($0.room) }, group: group, headSize: d, count: position + 1,
                scratch: scratch)
        }
    }
}
