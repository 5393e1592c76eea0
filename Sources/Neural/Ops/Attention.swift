import CKernels

/// The shape of an attention layer: its heads, their size and the window.
package struct AttentionShape: Hashable, Sendable {
    package var heads: Int
    /// The number of key and value heads. Each is shared by `heads / keyHeads` adjacent query heads.
    package var keyHeads: Int
    /// The number of channels per head.
    package var headSize: Int
    /// The length of the attention window in positions, including the query's own; ignored unless causal.
    package var window: Int
    /// Whether a query attends only to its own and earlier positions, instead of its whole sequence.
    package var isCausal: Bool

    package init(heads: Int, keyHeads: Int, headSize: Int, window: Int, isCausal: Bool = true) {
        precondition(heads % keyHeads == 0, "\(heads) heads cannot be divided evenly among \(keyHeads) key heads")
        self.heads = heads
        self.keyHeads = keyHeads
        self.headSize = headSize
        self.window = window
        self.isCausal = isCausal
    }

    /// The total number of columns of queries, keys and values.
    var columns: Int { (heads + 2 * keyHeads) * headSize }
}

extension Tape {
    /// Attention over packed sequences: `y = softmax(q kᵀ / √D) v`. Each position attends to itself and earlier
    /// positions of its own sequence within the window, or, if not causal, to the whole sequence.
    ///
    /// - Parameters:
    ///   - x: `[B, (H + 2K) D]`: each row holds all queries, then keys, then values, head by head
    ///   - lengths: lengths of the sequences; rows after the last sequence are padding, and 0 in the result
    ///   - distances: `[H · window, D]`, relative-position embeddings, or nil for none. The score of a query and a
    ///     key then includes the query times the embedding of their distance. Causal attention only
    /// - Returns: `[B, H D]`
    ///
    /// Backward, for a block of queries with probabilities `p`: `dv += pᵀ dy`, `dp = dy vᵀ`, `ds = p (dp - Σ dp p) /
    /// √D`, `dq = ds k`, `dk += dsᵀ q`. For distances, see `addDistances`.
    ///
    /// Scores are computed in blocks of queries. A causal block reads only the keys up to its end, so masked scores
    /// beyond it are not computed.
    ///
    /// Source: Vaswani et al., arXiv:1706.03762, section 3.2; grouped key heads: Ainslie et al., arXiv:2305.13245.
    package func attention(
        _ x: Tensor, _ shape: AttentionShape, lengths: [Int], distances: Parameter? = nil
    ) -> Tensor {
        precondition(x.columns == shape.columns, "\(x.columns) columns for \(shape)")
        if let distances {
            precondition(shape.isCausal, "relative positions need causal attention")
            precondition(
                distances.rows == shape.heads * shape.window && distances.columns == shape.headSize,
                "relative positions of \(distances.rows) × \(distances.columns) for \(shape)")
        }
        let used = lengths.reduce(0, +)
        precondition(used <= x.rows, "sequences of \(used) rows in \(x.rows)")
        let y = tensor(x.rows, shape.heads * shape.headSize)
        if used < x.rows {
            (y.values + used * y.columns).update(repeating: 0, count: (x.rows - used) * y.columns)
        }
        var saved: [Tensor] = []
        forEachBlock(shape, lengths) { block in
            let probabilities = tensor(block.rows, block.keys)
            attend(x, y, shape, block, probabilities, distances)
            if isRecording { saved.append(probabilities) }
        }
        record { [self] in
            let (dx, adds) = x.gradientTarget()
            if !adds { dx.update(repeating: 0, count: x.count) }
            var next = 0
            forEachBlock(shape, lengths) { block in
                attendBackward(x, dx, y, shape, block, saved[next], distances)
                next += 1
            }
            y.dropGradient()
        }
        return y
    }

    /// Calls `body` with each block of each head of each sequence.
    private func forEachBlock(_ shape: AttentionShape, _ lengths: [Int], _ body: (AttentionBlock) -> Void) {
        let size = 64
        var start = 0
        for length in lengths {
            for head in 0..<shape.heads {
                for query in stride(from: 0, to: length, by: size) {
                    let rows = min(size, length - query)
                    let firstKey = shape.isCausal ? max(0, query - shape.window + 1) : 0
                    body(
                        AttentionBlock(
                            head: head, start: start, firstQuery: query, rows: rows, firstKey: firstKey,
                            keys: (shape.isCausal ? query + rows : length) - firstKey))
                }
            }
            start += length
        }
    }

    /// Returns the offsets of a block's first query, key and value in the input.
    private func offsets(_ shape: AttentionShape, _ block: AttentionBlock) -> (query: Int, key: Int, value: Int) {
        let keyHead = block.head / (shape.heads / shape.keyHeads)
        let firstKey = (block.start + block.firstKey) * shape.columns + (shape.heads + keyHead) * shape.headSize
        return (
            (block.start + block.firstQuery) * shape.columns + block.head * shape.headSize, firstKey,
            firstKey + shape.keyHeads * shape.headSize
        )
    }

    private func attend(
        _ x: Tensor, _ y: Tensor, _ shape: AttentionShape, _ block: AttentionBlock, _ p: Tensor,
        _ distances: Parameter?
    ) {
        let at = offsets(shape, block)
        products.multiply(
            .init(values: x.values + at.query, stride: shape.columns),
            .init(values: x.values + at.key, stride: shape.columns, isTransposed: true),
            m: block.rows, n: block.keys, k: shape.headSize, into: p.values, stride: block.keys)
        if let distances { addDistances(to: p, x.values + at.query, distances, shape, block) }
        // For a query placed after the last key, every key counts as past.
        let (query, window) = shape.isCausal ? (block.firstQuery, shape.window) : (block.keys, Int.max / 2)
        muse_causal_softmax(
            p.values, block.keys, block.rows, block.keys, Int64(query), Int64(block.firstKey), Int64(window),
            shape.scale)
        products.multiply(
            .init(values: p.values, stride: block.keys),
            .init(values: x.values + at.value, stride: shape.columns),
            m: block.rows, n: shape.headSize, k: block.keys, into: y.values + offset(y, shape, block),
            stride: y.columns)
    }

    private func offset(_ y: Tensor, _ shape: AttentionShape, _ block: AttentionBlock) -> Int {
        (block.start + block.firstQuery) * y.columns + block.head * shape.headSize
    }

    private func attendBackward(
        _ x: Tensor, _ dx: UnsafeMutablePointer<Float>, _ y: Tensor, _ shape: AttentionShape, _ block: AttentionBlock,
        _ p: Tensor, _ distances: Parameter?
    ) {
        let at = offsets(shape, block)
        let dy = MatrixProducts.Matrix(values: y.finishedGradient() + offset(y, shape, block), stride: y.columns)
        let probabilities = MatrixProducts.Matrix(values: p.values, stride: block.keys)
        products.multiply(
            probabilities.transposed, dy, m: block.keys, n: shape.headSize, k: block.rows, into: dx + at.value,
            stride: shape.columns, addingTo: .target)
        let ds = tensor(block.rows, block.keys)
        products.multiply(
            dy, .init(values: x.values + at.value, stride: shape.columns, isTransposed: true),
            m: block.rows, n: block.keys, k: shape.headSize, into: ds.values, stride: block.keys)
        muse_causal_softmax_backward(ds.values, p.values, block.keys, block.rows, block.keys, shape.scale)
        let scores = MatrixProducts.Matrix(values: ds.values, stride: block.keys)
        products.multiply(
            scores, .init(values: x.values + at.key, stride: shape.columns), m: block.rows, n: shape.headSize,
            k: block.keys, into: dx + at.query, stride: shape.columns, addingTo: .target)
        products.multiply(
            scores.transposed, .init(values: x.values + at.query, stride: shape.columns), m: block.keys,
            n: shape.headSize, k: block.rows, into: dx + at.key, stride: shape.columns, addingTo: .target)
        if let distances { addDistancesBackward(ds, x.values + at.query, dx + at.query, distances, shape, block) }
    }
}

/// Consecutive queries of one head, and the keys to which at least one of them attends.
struct AttentionBlock {
    var head: Int
    /// The first row of the sequence.
    var start: Int
    /// Relative to the start of the sequence.
    var firstQuery, rows, firstKey, keys: Int
}

extension AttentionShape {
    var scale: Float { 1 / Float(headSize).squareRoot() }
}
