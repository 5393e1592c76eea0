extension Tape {
    /// Reshapes a tensor: the same values in the same order, with another row length.
    ///
    /// - Returns: `[B C / columns, columns]`
    package func reshape(_ x: Tensor, columns: Int) -> Tensor {
        precondition(x.count % columns == 0, "\(x.rows) × \(x.columns) in rows of \(columns)")
        let y = tensor(x.count / columns, columns)
        y.values.update(from: x.values, count: y.count)
        record {
            guard let dy = y.handOverGradient() else { return }
            x.addToGradient(owned: dy)
        }
        return y
    }
}
