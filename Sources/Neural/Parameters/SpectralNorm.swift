import MusePlatform

/// Limits the largest singular value of a matrix, and so its Lipschitz constant.
///
/// Each update runs one power iteration. Its vector is stored among the parameters, and therefore in checkpoints. A
/// matrix above the limit is scaled down to it.
///
/// Source: Gouk et al., "Regularisation of Neural Networks by Enforcing Lipschitz Continuity", arXiv:1804.04368,
/// algorithm 2; the power iteration as in Miyato et al., "Spectral Normalization for Generative Adversarial Networks",
/// arXiv:1802.05957.
package struct SpectralNorm: Sendable {
    private let matrix: Parameter
    /// The estimate of the left singular vector.
    private let direction: Parameter
    private let limit: Float

    /// - Parameter limit: the largest singular value allowed; above 0.
    package init(_ matrix: Parameter, limit: Float, in layout: inout ParameterLayout) {
        self.matrix = matrix
        self.limit = limit
        direction = layout.vector(matrix.name + "_u", matrix.rows, .normal(deviation: 1))
    }

    /// Updates the singular vector, and scales the matrix down if its largest singular value exceeds the limit.
    ///
    /// - Parameter iterations: the number of power iterations; a newly initialised matrix needs more than one.
    package func apply(to weights: Weights, iterations: Int = 1) {
        let (w, u) = (weights[matrix], weights[direction])
        let (rows, columns) = (matrix.rows, matrix.columns)
        var v = [Float](repeating: 0, count: columns)
        var norm: Float = 0
        for _ in 0..<iterations {
            for c in v.indices { v[c] = 0 }
            for r in 0..<rows { for c in 0..<columns { v[c] += w[r * columns + c] * u[r] } }
            _ = normalise(&v)
            var image = (0..<rows).map { r in (0..<columns).reduce(Float(0)) { $0 + w[r * columns + $1] * v[$1] } }
            norm = normalise(&image)
            for r in 0..<rows { u[r] = image[r] }
        }
        guard norm > limit else { return }
        for i in w.indices { w[i] *= limit / norm }
    }

    private func normalise(_ x: inout [Float]) -> Float {
        let length = sqrt(x.reduce(0) { $0 + $1 * $1 })
        if length > 0 { for i in x.indices { x[i] /= length } }
        return length
    }
}
