import CKernels

extension Tape {
    /// Gated linear unit `y = silu(gate) · up`, with `silu(z) = z / (1 + e⁻ᶻ)`.
    ///
    /// - Parameter x: `[B, 2C]`; each row holds `gate`, then `up`
    /// - Returns: `[B, C]`
    ///
    /// Backward, with `s = 1 / (1 + e⁻ᵍᵃᵗᵉ)`: `dgate = dy · up · s (1 + gate (1 - s))`, `dup = dy · gate · s`.
    ///
    /// Source: Shazeer, "GLU Variants Improve Transformer", arXiv:2002.05202, equation 5.
    package func swiGLU(_ x: Tensor) -> Tensor {
        precondition(x.columns % 2 == 0, "\(x.columns) channels cannot be halved into gate and up")
        let y = tensor(x.rows, x.columns / 2)
        muse_swiglu(y.values, x.values, y.rows, y.columns)
        record {
            let (dx, adds) = x.gradientTarget()
            muse_swiglu_backward(dx, y.finishedGradient(), x.values, y.rows, y.columns, adds ? 1 : 0)
            y.dropGradient()
        }
        return y
    }
}
