import CKernels

extension Tape {
    /// Gathers rows: `y[b] = x[rows[b]]`. Repeats are allowed, and a negative index gives a row of 0.
    ///
    /// - Parameter x: `[B', C]`
    /// - Returns: `[B, C]`
    ///
    /// Backward: `dx[rows[b]] += dy[b]`.
    package func rows(_ x: Tensor, _ rows: [Int32]) -> Tensor {
        precondition(rows.allSatisfy { $0 < x.rows }, "row \(rows.max() ?? 0) of \(x.rows)")
        let y = tensor(rows.count, x.columns)
        muse_gather(y.values, x.values, rows, rows.count, x.columns, 1, 0)
        if x.lookups.isEmpty {
            y.lookups = [Lookup(table: .tensor(x), ids: rows)]
        } else {
            y.lookups = x.lookups.map { lookup in
                Lookup(table: lookup.table, ids: rows.map { $0 < 0 ? -1 : lookup.ids[Int($0)] })
            }
        }
        record {
            guard let dy = y.gradient else { return }
            muse_scatter(x.finishedGradient(), dy, rows, rows.count, x.columns, 1)
            y.dropGradient()
        }
        return y
    }
}

extension Tape {
    /// Averages groups of rows: `y[g] = mean of x[r] with groups[r] = g`. A group without rows gives 0.
    ///
    /// - Parameters:
    ///   - x: `[B, C]`
    ///   - groups: `[B]`, each below `count`
    /// - Returns: `[count, C]`
    ///
    /// Backward: `dx[r] = dy[groups[r]] / size of the group`.
    package func means(_ x: Tensor, _ groups: [Int32], count: Int) -> Tensor {
        precondition(groups.count == x.rows && groups.allSatisfy { $0 >= 0 && $0 < count }, "\(groups.count) groups")
        let columns = x.columns
        var sizes = [Float](repeating: 0, count: count)
        for group in groups { sizes[Int(group)] += 1 }
        let y = tensor(count, columns)
        y.values.update(repeating: 0, count: y.count)
        for (row, group) in groups.enumerated() {
            let (target, source, share) = (
                y.values + Int(group) * columns, x.values + row * columns, 1 / sizes[Int(group)]
            )
            for c in 0..<columns { target[c] += share * source[c] }
        }
        record {
            let dy = y.finishedGradient()
            let dx = x.finishedGradient()
            for (row, group) in groups.enumerated() {
                let (source, target, share) = (dy + Int(group) * columns, dx + row * columns, 1 / sizes[Int(group)])
                for c in 0..<columns { target[c] += share * source[c] }
            }
            y.dropGradient()
        }
        return y
    }
}
