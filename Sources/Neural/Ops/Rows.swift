import CKernels

extension Tape {
    /// Chosen rows: `y[b] = x[rows[b]]`, as often as wanted; a negative number gives a row of 0.
    ///
    /// - Parameter x: `[B', C]`
    /// - Returns: `[B, C]`
    ///
    /// Backward: `dx[rows[b]] += dy[b]`.
    package func rows(_ x: Tensor, _ rows: [Int32]) -> Tensor {
        precondition(rows.allSatisfy { $0 < x.rows }, "\(x.rows) rows, and one beyond is wanted")
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
