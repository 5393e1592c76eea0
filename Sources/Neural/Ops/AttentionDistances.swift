import CKernels

extension Tape {
    /// Adds to a block's scores what its queries have to do with the distances to its keys:
    /// `s[i, j] += q_i · e[i - j]`, where `e` are the head's rows of the table, from distance 0 on.
    ///
    /// One product `r = q eᵀ` gives each query all distances that the block needs; a score then picks its own, which
    /// takes no memory for pairs of positions.
    ///
    /// Backward, for `ds: [rows, keys]`: `dr[i, i - j] = ds[i, j]`, `dq += dr e`, `de += drᵀ q`.
    ///
    /// Source: Huang et al., "Music Transformer", arXiv:1809.04281, section 3.4 (the product first, then the skewing),
    /// after Shaw et al., arXiv:1803.02155. Ours: the skewing is an addition at shifted places.
    func addDistances(
        to scores: Tensor, _ queries: UnsafePointer<Float>, _ table: Parameter, _ shape: AttentionShape,
        _ block: AttentionBlock
    ) {
        let count = shape.distances(block)
        let r = tensor(block.rows, count)
        products.multiply(
            .init(values: queries, stride: shape.columns),
            .init(values: values(table) + shape.offset(block), stride: shape.headSize, isTransposed: true),
            m: block.rows, n: count, k: shape.headSize, into: r.values, stride: count, adds: false)
        muse_add_by_distance(
            scores.values, block.keys, r.values, count, block.rows, block.keys, block.firstQuery - block.firstKey)
    }

    func goBackOverDistances(
        _ ds: Tensor, _ queries: UnsafePointer<Float>, _ dQueries: UnsafeMutablePointer<Float>, _ table: Parameter,
        _ shape: AttentionShape, _ block: AttentionBlock
    ) {
        let count = shape.distances(block)
        let dr = tensor(block.rows, count)
        muse_gather_by_distance(
            dr.values, count, ds.values, block.keys, block.rows, block.keys, block.firstQuery - block.firstKey)
        let gathered = Products.Matrix(values: dr.values, stride: count)
        products.multiply(
            gathered, .init(values: values(table) + shape.offset(block), stride: shape.headSize), m: block.rows,
            n: shape.headSize, k: count, into: dQueries, stride: shape.columns, adds: true)
        products.multiply(
            gathered.transposed, .init(values: queries, stride: shape.columns), m: count, n: shape.headSize,
            k: block.rows, into: gradient(table) + shape.offset(block), stride: shape.headSize, adds: true)
    }
}

extension AttentionShape {
    /// How many distances occur in a block, 0 included.
    fileprivate func distances(_ block: AttentionBlock) -> Int { min(block.keys, window) }

    /// Where the head's distances start in the table.
    fileprivate func offset(_ block: AttentionBlock) -> Int { block.head * window * headSize }
}
