import CKernels

extension Tape {
    /// Affine map `y = x wᵀ + b`.
    ///
    /// - Parameters:
    ///   - x: `[B, I]`
    ///   - w: `[O, I]`
    ///   - b: `[O]`
    /// - Returns: `[B, O]`
    ///
    /// Backward, for `dy: [B, O]`: `dx = dy w`, `dw = dyᵀ x`, `db = Σ_B dy`.
    package func affine(_ x: Tensor, _ w: Parameter, _ b: Parameter? = nil) -> Tensor {
        precondition(x.columns == w.columns, "\(x.columns) inputs for \(w.name) \(w.shape)")
        let (rows, inputs, outputs) = (x.rows, w.columns, w.rows)
        let y = tensor(rows, outputs)
        products.multiply(
            .init(values: x.values, stride: inputs), .init(values: values(w), stride: inputs, isTransposed: true),
            m: rows, n: outputs, k: inputs, into: y.values, stride: outputs,
            addingTo: b.map { .bias(values($0)) } ?? .nothing)
        record { [self] in
            let dy = MatrixProducts.Matrix(values: y.finishedGradient(), stride: outputs)
            let (dx, adds) = x.gradientTarget()
            products.multiply(
                dy, .init(values: values(w), stride: inputs), m: rows, n: inputs, k: outputs, into: dx, stride: inputs,
                addingTo: adds ? .target : .nothing)
            if isTrained(w) {
                products.multiply(
                    dy.transposed, .init(values: x.values, stride: inputs), m: outputs, n: inputs, k: rows,
                    into: gradient(w), stride: inputs, addingTo: .target)
                if let b { muse_sum_rows(gradient(b), dy.values, rows, outputs) }
            }
            y.dropGradient()
        }
        return y
    }
}
