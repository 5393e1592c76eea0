import CKernels

extension Tape {
    /// Layer norm, or root-mean-square norm if there is no bias, of each row.
    ///
    /// Layer norm: `y = (x - mean) / √(variance + ε) · gain + bias`. RMS norm: `y = x / √(mean of x² + ε) · gain`.
    ///
    /// - Parameters:
    ///   - x: `[B, C]`
    ///   - residual: `[B, C]`, added to `x` first: one pass over memory instead of two
    ///   - gain, bias: `[C]`
    /// - Returns: the sum (`x` itself without a residual) and the normalised tensor, both `[B, C]`
    ///
    /// Backward, with `n = (x - mean) · s` and `g = dy · gain`: `dx = s (g - mean(g) - n mean(g n))`, without the first
    /// mean for RMS norm; `dgain = Σ dy n`, `dbias = Σ dy`.
    ///
    /// Source: Ba, Kiros and Hinton, arXiv:1607.06450; Zhang and Sennrich, arXiv:1910.07467.
    package func norm(
        _ x: Tensor, residual: Tensor? = nil, _ gain: Parameter, _ bias: Parameter?, epsilon: Float
    ) -> (sum: Tensor, normed: Tensor) {
        precondition(x.columns == gain.columns, "\(x.columns) channels for \(gain.name) \(gain.shape)")
        let (rows, channels) = (x.rows, x.columns)
        let y = tensor(rows, channels)
        let sum = residual == nil ? x : tensor(rows, channels)
        let mean = bias == nil ? nil : tensor(1, rows)
        let scale = tensor(1, rows)
        muse_norm(
            y.values, residual == nil ? nil : sum.values, mean?.values, scale.values, x.values, residual?.values,
            values(gain), bias.map { values($0) }, rows, channels, epsilon)
        record { [self] in
            let dy = y.finishedGradient()
            // Added to the gradient that reached the sum through other ops.
            let (total, adds) = sum.gradientTarget()
            muse_norm_backward(
                total, gradient(gain), bias.map { gradient($0) }, dy, sum.values, mean?.values, scale.values,
                values(gain), rows, channels, adds ? 1 : 0)
            if let residual, let total = sum.handOverGradient() {
                x.addToGradient(total)
                residual.addToGradient(owned: total)
            }
            y.dropGradient()
        }
        return (sum, y)
    }
    /// Root-mean-square norm of each head of each row, in place.
    ///
    /// - Parameters:
    ///   - x: `[B, ·]`; heads of D channels start at column `first`
    ///   - gain: `[D]`, shared by the heads
    ///
    /// Backward: as for `norm`.
    ///
    /// Source: Henry et al., arXiv:2010.04245, section 2.1; with a learned gain: Dehghani et al., arXiv:2302.05442,
    /// section 2.1.
    package func normHeads(_ x: Tensor, from first: Int, heads: Int, _ gain: Parameter, epsilon: Float) {
        let size = gain.columns
        precondition(first + heads * size <= x.columns, "\(heads) heads of \(size) do not fit \(x.columns) columns")
        let (normed, scale) = (tensor(x.rows * heads, size), tensor(x.rows, heads))
        muse_norm_heads(
            x.values + first, x.columns, normed.values, scale.values, values(gain), x.rows, heads, size, epsilon)
        x.lookups = []
        record { [self] in
            muse_norm_heads_backward(
                x.finishedGradient() + first, x.columns, gradient(gain), normed.values, scale.values, values(gain),
                x.rows, heads, size)
        }
    }
}
