import MuseNeural

/// The key-value cache of one tune, in 16-bit floats: long tunes spend their time reading it.
final class KeyValueCache {
    private let shape: TransformerShape
    /// Numbers of one head of one layer.
    private let keySize, valueSize: Int
    /// By layer and head, in the order that `DecodingKernels` reads. Memory that is never written costs nothing.
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

    /// Attention of the token at `position` in one key head, whose key and value are taken in first.
    ///
    /// - Parameters:
    ///   - qkv: its queries, keys and values of all heads, turned.
    ///   - heads: gets the results of the heads that share this key head, in their places.
    ///   - addends: `[group, position + 1]`, added to the scores of the heads that share this key head.
    ///   - scratch: `DecodingKernels.keyPositions` of the context.
    func attend(
        _ qkv: UnsafePointer<Float>, layer: Int, keyHead: Int, position: Int, into heads: UnsafeMutablePointer<Float>,
        addends: UnsafePointer<Float>?,
        scratch: UnsafeMutablePointer<Float>
    ) {
        precondition(position < shape.context, "position \(position) of a context of \(shape.context)")
        let d = shape.headSize
        let group = shape.heads / shape.keyHeads
        let head = layer * shape.keyHeads + keyHead
        let (keys, values) = (keys + head * keySize, values + head * valueSize)
        DecodingKernels.keep(
            key: qkv + (shape.heads + keyHead) * d, value: qkv + (shape.heads + shape.keyHeads + keyHead) * d,
            position: position, headSize: d, keys: keys, values: values)
        DecodingKernels.attend(
            qkv + keyHead * group * d, into: heads + keyHead * group * d, keys: keys, values: values, addends: addends,
            group: group, headSize: d, count: position + 1, scratch: scratch)
    }
}
