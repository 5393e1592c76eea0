import MuseNeural

/// The key-value cache of one tune.
final class KeyValueCache {
    private let shape: TransformerShape
    /// By layer and key head.
    private let heads: [CachedHead]

    init(_ shape: TransformerShape) {
        self.shape = shape
        heads = (0..<shape.layers * shape.keyHeads).map { _ in
            CachedHead(size: shape.headSize, context: shape.context)
        }
    }

    /// Takes over the first `count` keys and values of another cache of the same shape.
    func copy(_ other: KeyValueCache, count: Int) {
        for (head, source) in zip(heads, other.heads) { head.copy(source, count: count) }
    }

    /// Appends the key and value of the token at `position` in one key head, and computes the attention of its
    /// queries.
    ///
    /// - Parameters:
    ///   - qkv: the queries of the head, its key and its value, with rotary positions applied.
    ///   - y: receives the outputs of the heads that share this key head.
    ///   - addends: `[group, position + 1]`, added to the scores of the heads that share this key head.
    func attend(
        _ qkv: UnsafePointer<Float>, layer: Int, keyHead: Int, position: Int, into y: UnsafeMutablePointer<Float>,
        addends: UnsafePointer<Float>?, _ scratch: CachedHead.Scratch
    ) {
        precondition(position < shape.context, "position \(position) of a context of \(shape.context)")
        let (d, group) = (shape.headSize, shape.heads / shape.keyHeads)
        let head = heads[layer * shape.keyHeads + keyHead]
        head.store(key: qkv + group * d, value: qkv + (group + 1) * d, position: position)
        head.attend(qkv, into: y, addends: addends, group: group, count: position + 1, scratch)
    }
}
