import CKernels

extension Tape {
    /// Gaussian error linear unit, tanh approximation: `y = x/2 (1 + tanh(√(2/π) (x + 0.044715 x³)))`.
    ///
    /// - Parameter x: `[B, C]`
    /// - Returns: `[B, C]`
    ///
    /// Backward: `dx = dy · y'(x)`. The derivative is computed in the forward pass, where most of its terms are known.
    ///
    /// Source: Hendrycks and Gimpel, arXiv:1606.08415, section 2.
    package func gelu(_ x: Tensor) -> Tensor {
        let y = tensor(x.rows, x.columns)
        let derivative = tensor(x.rows, x.columns)
        muse_gelu(y.values, derivative.values, x.values, x.count)
        record {
            guard let dy = y.handOverGradient() else { return }
            muse_multiply(dy, derivative.values, x.count)
            x.addToGradient(owned: dy)
        }
        return y
    }
}
