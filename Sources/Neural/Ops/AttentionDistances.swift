import CKernels

extension Tape {
    /// Adds relative-position scores to a block: `s[i, j] += q_i · e[i - j]`, where `e` is the head's part of the
    /// table, starting at distance 0.
    ///
    /// One product `r = q eᵀ` multiplies each query by the embeddings of all distances in the block. Each score then
    /// takes the entry of its distance, so no embeddings are copied for pairs of positions.
    ///
    /// Backward, for `ds: [rows, keys]`: `dr[i, i - j] = ds[i, j]`, `dq += dr e`, `de += drᵀ q`.
    ///
    /// Source: Huang et al., "Music Transformer", arXiv:1809.04281, section 3.4 (product first, then skewing), after
    /// Shaw et al., arXiv:1803.02155. Difference: the skewing is an addition at shifted indices.
    func addDistances(
        to scores: Tensor, _ queries: UnsafePointer<Float>, _ table: Parameter, _ shape: AttentionShape,
        _ block: AttentionBlock
    ) {
        let count = shape.distances(block)
        let r = tensor(block.rows, count)
        products.multiply(
            .init(values: queries, stride: shape.columns),
            .init(values: values(table) + shape.offset(block), stride: shape.headSize, isTransposed: true),
            m: block.rows, n: count, k: shape.headSize, into: r.values, stride: count)
        muse_add_by_distance(
            scores.values, block.keys, r.values, count, block.rows, block.keys, block.firstQuery - block.firstKey)
    }

    func addDistancesBackward(
        _ ds: Tensor, _ queries: UnsafePointer<Float>, _ dQueries: UnsafeMutablePointer<Float>, _ table: Parameter,
        _ shape: AttentionShape, _ block: AttentionBlock
    ) {
        let count = shape.distances(block)
        let dr = tensor(block.rows, count)
        muse_gather_by_distance(
            dr.values, count, ds.values, block.keys, block.rows, block.keys, block.firstQuery - block.firstKey)
        let gathered = MatrixProducts.Matrix(values: dr.values, stride: count)
        products.multiply(
            gathered, .init(values: values(table) + shape.offset(block), stride: shape.headSize), m: block.rows,
            n: shape.headSize, k: count, into: dQueries, stride: shape.columns, addingTo: .target)
        products.multiply(
            gathered.transposed, .init(values: queries, stride: shape.columns), m: count, n: shape.headSize,
            k: block.rows, into: gradient(table) + shape.offset(block), stride: shape.headSize, addingTo: .target)
    }
}

extension AttentionShape {
    /// Returns the number of distances in a block, including 0.
    fileprivate func distances(_ block: AttentionBlock) -> Int { min(block.keys, window) }

    /// Returns the offset of the head's embeddings in the table.
    fileprivate func offset(_ block: AttentionBlock) -> Int { block.head * window * headSize }
}
