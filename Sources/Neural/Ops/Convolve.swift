import CKernels

extension Tape {
    /// One-dimensional convolution along sequences, zero-padded to keep their length:
    ///
    ///     y[r] = Σ_j w_j x[r + j - k/2] + b        j from 0 to k - 1
    ///
    /// - Parameters:
    ///   - x: `[B, I]`, consecutive sequences of equal length
    ///   - w: `[O, k I]`: each row holds `w_0`, then `w_1`, and so on
    ///   - b: `[O]`
    ///   - length: number of rows of each sequence
    ///   - width: kernel size k, odd
    /// - Returns: `[B, O]`
    ///
    /// Backward: `dx[r] = Σ_j w_jᵀ dy[r - j + k/2]`, `dw_j = Σ_r dy[r] x[r + j - k/2]ᵀ`, `db = Σ_B dy`.
    ///
    /// Each window is copied to a row, so that the convolution is one product. Copying takes a thirtieth of the time of
    /// the product; the copies are made again in the backward pass instead of kept.
    package func convolution(
        _ x: Tensor, _ w: Parameter, _ b: Parameter?, length: Int, width: Int
    ) -> Tensor {
        let (inputs, outputs) = (x.columns, w.rows)
        precondition(width % 2 == 1 && x.rows % length == 0, "windows of \(width) over \(x.rows) rows by \(length)")
        precondition(width * inputs == w.columns, "\(width) × \(inputs) inputs for \(w.name) \(w.shape)")
        let y = tensor(x.rows, outputs)
        let input = windows(x.values, inputs, rows: x.rows, length: length, width: width)
        products.multiply(
            input.matrix, .init(values: values(w), stride: w.columns, isTransposed: true), m: x.rows, n: outputs,
            k: w.columns, into: y.values, stride: outputs, addingTo: b.map { .bias(values($0)) } ?? .nothing)
        record { [self] in
            guard let dy = y.gradient else { return }
            if isTrained(w) {
                let input = windows(x.values, inputs, rows: x.rows, length: length, width: width)
                products.multiply(
                    .init(values: dy, stride: outputs, isTransposed: true), input.matrix, m: outputs, n: w.columns,
                    k: x.rows, into: gradient(w), stride: w.columns, addingTo: .target)
                if let b { muse_sum_rows(gradient(b), dy, y.rows, outputs) }
            }
            let output = windows(dy, outputs, rows: y.rows, length: length, width: width)
            let reversed = reversedKernel(w, inputs: inputs, width: width)
            let (dx, adds) = x.gradientTarget()
            products.multiply(
                output.matrix, reversed.matrix, m: x.rows, n: inputs, k: output.columns, into: dx, stride: inputs,
                addingTo: adds ? .target : .nothing)
            y.dropGradient()
        }
        return y
    }

    /// Copies the window of each row, with zeros beyond the ends of its sequence.
    private func windows(
        _ values: UnsafePointer<Float>, _ columns: Int, rows: Int, length: Int, width: Int
    ) -> Tensor {
        let (windows, half) = (tensor(rows, width * columns), width / 2)
        for row in 0..<rows {
            let place = row % length
            // Rows of the window before and after the sequence.
            let (before, after) = (max(0, half - place), max(0, half - (length - 1 - place)))
            let target = windows.values + row * windows.columns
            target.update(repeating: 0, count: before * columns)
            (target + before * columns).update(
                from: values + (row - half + before) * columns, count: (width - before - after) * columns)
            (target + (width - after) * columns).update(repeating: 0, count: after * columns)
        }
        return windows
    }

    /// Returns `w_(k-1)`, …, `w_0`, one below the other: `[k O, I]`.
    private func reversedKernel(_ w: Parameter, inputs: Int, width: Int) -> Tensor {
        let reversed = tensor(width * w.rows, inputs)
        for j in 0..<width {
            for output in 0..<w.rows {
                (reversed.values + ((width - 1 - j) * w.rows + output) * inputs).update(
                    from: values(w) + output * w.columns + j * inputs, count: inputs)
            }
        }
        return reversed
    }
}

extension Tensor {
    fileprivate var matrix: MatrixProducts.Matrix { .init(values: values, stride: columns) }
}
