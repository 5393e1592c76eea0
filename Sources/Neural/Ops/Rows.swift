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
        let columns = x.columns
        for (row, from) in rows.enumerated() {
            let target = y.values + row * columns
            if from < 0 {
                target.update(repeating: 0, count: columns)
            } else {
                target.update(from: x.values + Int(from) * columns, count: columns)
            }
        }
        record {
            let dy = y.finishedGradient()
            let dx = x.finishedGradient()
            for (row, from) in rows.enumerated() where from >= 0 {
                muse_add(dx + Int(from) * columns, dy + row * columns, columns)
            }
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
