import CKernels

extension Tape {
    /// Concatenates each row with its neighbours in its sequence (im2col), as input for a convolution. Rows beyond the
    /// ends are 0.
    ///
    ///     y[r] = x[r - k/2], …, x[r + k/2]
    ///
    /// - Parameters:
    ///   - x: `[B, C]`, consecutive sequences of equal length
    ///   - length: number of rows of each sequence
    ///   - width: kernel size k, odd
    /// - Returns: `[B, k C]`
    ///
    /// Backward: `dx[r]` is the sum of the gradients at all places where row r appears.
    package func windows(_ x: Tensor, length: Int, width: Int) -> Tensor {
        precondition(width % 2 == 1 && x.rows % length == 0, "windows of \(width) over \(x.rows) rows by \(length)")
        let columns = x.columns
        let y = tensor(x.rows, width * columns)
        func forEachPlace(_ body: (_ target: Int, _ source: Int?) -> Void) {
            for row in 0..<x.rows {
                let place = row % length
                for k in 0..<width {
                    let offset = k - width / 2
                    let isInside = (0..<length).contains(place + offset)
                    body((row * width + k) * columns, isInside ? (row + offset) * columns : nil)
                }
            }
        }
        forEachPlace { target, source in
            if let source {
                (y.values + target).update(from: x.values + source, count: columns)
            } else {
                (y.values + target).update(repeating: 0, count: columns)
            }
        }
        record {
            let dy = y.finishedGradient()
            let dx = x.finishedGradient()
            forEachPlace { target, source in
                if let source { muse_add(dx + source, dy + target, columns) }
            }
            y.dropGradient()
        }
        return y
    }

    /// Reshapes a tensor: the same values in the same order, with another row length.
    ///
    /// - Returns: `[B C / columns, columns]`
    package func reshape(_ x: Tensor, columns: Int) -> Tensor {
        precondition(x.count % columns == 0, "\(x.rows) × \(x.columns) in rows of \(columns)")
        let y = tensor(x.count / columns, columns)
        y.values.update(from: x.values, count: y.count)
        record {
            x.addToGradient(y.finishedGradient())
            y.dropGradient()
        }
        return y
    }
}
