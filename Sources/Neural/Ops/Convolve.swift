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
    /// The products read the window of each row where it is: among rows with gaps of zeros between the sequences,
    /// windows are rows of a matrix whose rows overlap.
    package func convolution(
        _ x: Tensor, _ w: Parameter, _ b: Parameter?, length: Int, width: Int
    ) -> Tensor {
        let (inputs, outputs) = (x.columns, w.rows)
        precondition(width % 2 == 1 && x.rows % length == 0, "windows of \(width) over \(x.rows) rows by \(length)")
        precondition(width * inputs == w.columns, "\(width) × \(inputs) inputs for \(w.name) \(w.shape)")
        let spaced = SpacedRows(sequences: x.rows / length, length: length, gap: width / 2)
        let input = spacedCopy(x.values, inputs, spaced)
        let y = tensor(x.rows, outputs)
        multiplyWindows(
            input, spaced,
            products.pack(
                .init(values: values(w), stride: w.columns, isTransposed: true), n: outputs, k: w.columns, in: pool),
            into: y.values, stride: outputs, addingTo: b.map { .bias(values($0)) } ?? .nothing)
        record { [self] in
            guard let dy = y.gradient else { return }
            let dOutput = spacedCopy(dy, outputs, spaced)
            if isTrained(w) {
                products.multiply(
                    .init(values: dOutput.values + spaced.gap * outputs, stride: outputs, isTransposed: true),
                    .init(values: input.values, stride: inputs), m: outputs, n: w.columns, k: spaced.windows,
                    into: gradient(w), stride: w.columns, addingTo: .target)
                if let b { muse_sum_rows(gradient(b), dy, y.rows, outputs) }
            }
            let reversed = reversedKernel(w, inputs: inputs, width: width)
            let (dx, adds) = x.gradientTarget()
            multiplyWindows(
                dOutput, spaced,
                products.pack(
                    .init(values: reversed.values, stride: inputs), n: inputs, k: width * outputs, in: pool),
                into: dx, stride: inputs, addingTo: adds ? .target : .nothing)
            y.dropGradient()
        }
        return y
    }

    private func spacedCopy(_ values: UnsafePointer<Float>, _ columns: Int, _ spaced: SpacedRows) -> Tensor {
        let copy = tensor(spaced.rows, columns)
        let (size, gap) = (spaced.length * columns, spaced.gap * columns)
        copy.values.update(repeating: 0, count: gap)
        for sequence in 0..<spaced.sequences {
            let target = copy.values + gap + sequence * (size + gap)
            target.update(from: values + sequence * size, count: size)
            (target + size).update(repeating: 0, count: gap)
        }
        return copy
    }

    private func multiplyWindows(
        _ input: Tensor, _ spaced: SpacedRows, _ kernel: MatrixProducts.Packed, into y: UnsafeMutablePointer<Float>,
        stride: Int, addingTo addend: MatrixProducts.Addend
    ) {
        for sequence in 0..<spaced.sequences {
            let first = sequence * (spaced.length + spaced.gap)
            products.multiply(
                .init(values: input.values + first * input.columns, stride: input.columns), kernel, m: spaced.length,
                into: y + sequence * spaced.length * stride, stride: stride, addingTo: addend)
        }
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

/// Rows of sequences of equal length with gaps of zeros before, between and after them.
private struct SpacedRows {
    let sequences, length, gap: Int

    var rows: Int { gap + sequences * (length + gap) }
    /// The number of windows of `2 gap + 1` rows.
    var windows: Int { rows - 2 * gap }
}
