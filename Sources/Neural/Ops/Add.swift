import CKernels

extension Tape {
    /// Sum `y = a + b` of two tensors of the same shape.
    ///
    /// Backward: `da = dy`, `db = dy`.
    package func add(_ a: Tensor, _ b: Tensor) -> Tensor {
        precondition(
            a.rows == b.rows && a.columns == b.columns, "\(a.rows) × \(a.columns) plus \(b.rows) × \(b.columns)")
        let y = tensor(a.rows, a.columns)
        y.values.update(from: a.values, count: y.count)
        muse_add(y.values, b.values, y.count)
        record {
            let dy = y.finishedGradient()
            for input in [a, b] { input.addToGradient(dy) }
        }
        return y
    }
}

extension Tensor {
    /// Adds to the gradient, or sets it if there is none.
    func addToGradient(_ addend: UnsafePointer<Float>) {
        let (target, adds) = gradientTarget()
        if adds { muse_add(target, addend, count) } else { target.update(from: addend, count: count) }
    }
}
