import MuseNeural

/// The key-value cache of one tune, in 16-bit floats because reading it dominates the decoding time of long tunes.
final class KeyValueCache {
    private let shape: TransformerShape
    /// The number of elements of one head of one layer.
    private let keySize, valueSize: Int
    /// The keys by layer and head, in the layout that `DecodingKernels` expects. Pages that are never written use no
    /// memory.
    private let keys: UnsafeMutablePointer<UInt16>
    private let values: UnsafeMutablePointer<UInt16>

    init(_ shape: TransformerShape) {
        self.shape = shape
        keySize = DecodingKernels.keyPositions(context: shape.context) * shape.headSize
        valueSize = shape.context * DecodingKernels.valueStride(headSize: shape.headSize)
        keys = .allocate(capacity: shape.layers * shape.keyHeads * keySize)
        values = .allocate(capacity: shape.layers * shape.keyHeads * valueSize)
    }

    deinit {
        keys.deallocate()
        values.deallocate()
    }

    /// Takes over the first `count` keys and values of another cache of the same shape.
    func copy(_ other: KeyValueCache, count: Int) {
        // Both are in the order of positions, keys in blocks.
        let keyCount = DecodingKernels.keyPositions(context: count) * shape.headSize
        let valueCount = count * DecodingKernels.valueStride(headSize: shape.headSize)
        for head in 0..<shape.layers * shape.keyHeads {
            (keys + head * keySize).update(from: other.keys + head * keySize, count: keyCount)
            (values + head * valueSize).update(from: other.values + head * valueSize, count: valueCount)
        }
    }

    /// Appends the key and value of the token at `position` in one key head, and computes the attention of its
    /// queries.
    ///
    /// - Parameters:
    ///   - qkv: the queries of the head, its key and its value, with rotary positions applied.
    ///   - heads: receives the outputs of the heads that share this key head.
    ///   - addends: `[group, position + 1]`, added to the scores of the heads that share this key head.
    ///   - scratch: memory for `DecodingKernels.keyPositions(context:)` floats.
    func attend(
        _ qkv: UnsafePointer<Float>, layer: Int, keyHead: Int, position: Int, into heads: UnsafeMutablePointer<Float>,
        addends: UnsafePointer<Float>?, scratch: UnsafeMutablePointer<Float>
    ) {
        precondition(position < shape.context, "position \(position) of a context of \(shape.context)")
        let d = shape.headSize
        let group = shape.heads / shape.keyHeads
        let head = layer * shape.keyHeads + keyHead
        let (keys, values) = (keys + head * keySize, values + head * valueSize)
        DecodingKernels.store(
            key: qkv + group * d, value: qkv + (group + 1) * d, position: position, headSize: d, keys: keys,
            values: values)
        DecodingKernels.attend(
            qkv, into: heads, keys: keys, values: values, addends: addends, group: group, headSize: d,
            count: position + 1, scratch: scratch)
    }
}
