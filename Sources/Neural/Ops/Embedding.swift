import CKernels

extension Tape {
    /// Embedding lookup: `y[b] = factor · table[ids[b]]`.
    ///
    /// - Parameters:
    ///   - table: `[V, C]`
    ///   - ids: `[B]`, each below V
    /// - Returns: `[B, C]`
    ///
    /// Backward: `dtable[ids[b]] += factor · dy[b]`.
    package func embedding(_ table: Parameter, _ ids: [Int32], factor: Float = 1) -> Tensor {
        precondition(ids.allSatisfy { $0 >= 0 && $0 < table.rows }, "\(table.name) has \(table.rows) rows")
        let y = tensor(ids.count, table.columns)
        muse_gather(y.values, values(table), ids, ids.count, table.columns, factor, 0)
        if factor == 1 { y.lookups = [Lookup(table: .parameter(table), ids: ids)] }
        record { [self] in
            if y.gradient == nil { return }
            muse_scatter(gradient(table), y.finishedGradient(), ids, ids.count, table.columns, factor)
        }
        return y
    }
}
