import CKernels

extension Tape {
    /// Sum `y = a + b` of two tensors of the same shape.
    ///
    /// Backward: `da = dy`, `db = dy`.
    package func add(_ a: Tensor, _ b: Tensor) -> Tensor {
        precondition(
            a.rows == b.rows && a.columns == b.columns, "\(a.rows) × \(a.columns) plus \(b.rows) × \(b.columns)")
        let y = tensor(a.rows, a.columns)
        muse_sum(y.values, a.values, b.values, y.count)
        if !a.lookups.isEmpty, !b.lookups.isEmpty { y.lookups = a.lookups + b.lookups }
        record {
            guard let dy = y.handOverGradient() else { return }
            b.addToGradient(dy)
            a.addToGradient(owned: dy)
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

    /// Adds a block of the pool to the gradient, and releases it, or makes it the gradient if there is none.
    func addToGradient(owned block: UnsafeMutablePointer<Float>) {
        if let gradient {
            muse_add(gradient, block, count)
            release(block)
        } else {
            takeGradient(block)
        }
    }
}
