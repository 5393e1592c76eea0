import CKernels

/// Muon: momentum whose singular values are all brought near 1, for the linear maps between hidden layers. AdamW
/// updates all other parameters.
///
///     m = μ m + g      u = g + μ m      w = w (1 - η λ) - η √max(1, rows / columns) · UVᵀ   with u = U S Vᵀ
///
/// UVᵀ is approximated by five Newton-Schulz iterations, which need only matrix products:
///
///     x = u / ‖u‖      x = a x + (b x xᵀ + c (x xᵀ)²) x      a = 3.4445, b = -4.775, c = 2.0315
///
/// The singular values of the result lie between 0.7 and 1.2. Queries, keys and values, the gates of a cell, and the
/// two inputs of SwiGLU are maps of their own.
///
/// Source: Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024; decoupled weight decay: Liu
/// et al., "Muon is Scalable for LLM Training", arXiv:2502.16982, section 2.2.
package struct Muon: Optimizer {
    package var momentum: Double
    package var weightDecay: Double
    /// The optimizer of all other parameters.
    package var other: AdamW
    /// The learning rate of the other parameters, divided by that of the linear maps.
    package var otherRate: Double

    private static let iterations = 5
    private static let (a, b, c): (Float, Float, Float) = (3.4445, -4.775, 2.0315)

    /// - Parameter other: also states whether weights are rounded stochastically.
    package init(momentum: Double = 0.95, weightDecay: Double = 0.1, other: AdamW, otherRate: Double) {
        self.momentum = momentum
        self.weightDecay = weightDecay
        self.other = other
        self.otherRate = otherRate
    }

    package func parts(of parameter: Parameter) -> [OptimizerPart] {
        if parameter.maps.isEmpty { return other.parts(of: parameter) }
        let columns = parameter.columns
        return parameter.maps.map { rows in
            let (small, large) = (min(rows.count, columns), max(rows.count, columns))
            return OptimizerPart(
                parameter: parameter, range: rows.lowerBound * columns..<rows.upperBound * columns,
                work: Self.iterations * (4 * small * small * large + 2 * small * small * small))
        }
    }

    package func update(_ parameter: Parameter, _ range: Range<Int>, _ step: OptimizerStep, on tape: Tape) {
        if parameter.maps.isEmpty {
            var step = step
            step.rate *= otherRate
            return other.update(parameter, range, step, on: tape)
        }
        let columns = parameter.columns
        let rows = range.count / columns
        let at = parameter.offset + range.lowerBound
        let direction = tape.tensor(rows, columns)
        muse_nesterov(
            direction.values, step.first.values + at, step.gradient + at, range.count, Float(step.factor),
            Float(momentum))
        orthogonalise(direction, on: tape)
        let scale = max(1, Double(rows) / Double(columns)).squareRoot()
        muse_combine(
            step.weights.values + at, direction.values, range.count,
            parameter.decays ? Float(1 - step.rate * weightDecay) : 1, Float(-step.rate * scale))
        if other.roundsStochastically {
            StochasticRounding.round(
                UnsafeMutableBufferPointer(start: step.weights.values + at, count: range.count), seed: step.seed,
                place: at)
        }
    }

    /// Replaces a matrix `U S Vᵀ` by approximately `U Vᵀ`. A matrix of zeros stays unchanged.
    private func orthogonalise(_ x: Tensor, on tape: Tape) {
        let norm = muse_sum_of_squares(x.values, x.count).squareRoot()
        guard norm > 0 else { return }
        muse_combine(x.values, x.values, x.count, 0, Float(1 / norm))
        let (rows, columns) = (x.rows, x.columns)
        let isWide = rows <= columns
        let size = min(rows, columns)
        let (gram, polynomial, next) = (tape.tensor(size, size), tape.tensor(size, size), tape.tensor(rows, columns))
        let matrix = MatrixProducts.Matrix(values: x.values, stride: columns)
        let square = MatrixProducts.Matrix(values: gram.values, stride: size)
        let factor = MatrixProducts.Matrix(values: polynomial.values, stride: size)
        for _ in 0..<Self.iterations {
            // The smaller of x xᵀ and xᵀ x.
            tape.products.multiply(
                isWide ? matrix : matrix.transposed, isWide ? matrix.transposed : matrix, m: size, n: size,
                k: max(rows, columns), into: gram.values, stride: size)
            tape.products.multiply(
                square, square, m: size, n: size, k: size, into: polynomial.values, stride: size)
            muse_combine(polynomial.values, gram.values, gram.count, Self.c, Self.b)
            tape.products.multiply(
                isWide ? factor : matrix, isWide ? matrix : factor, m: rows, n: columns, k: size, into: next.values,
                stride: columns)
            muse_combine(x.values, next.values, x.count, Self.a, 1)
        }
    }
}
