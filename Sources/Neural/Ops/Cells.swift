import MusePlatform
package import MuseProtocols

/// The relaxation that makes the sampling of cells differentiable.
package enum CellRelaxation: String, CaseIterable, Sendable {
    /// The forward pass uses 0 and 1, the backward pass the gradient of the soft values (straight-through estimator).
    case straightThrough = "straight_through"
    /// Both passes use the soft values.
    case soft
}

extension Tape {
    /// Samples cells with the Gumbel-softmax (concrete) relaxation, which is differentiable.
    ///
    ///     exclusive:  s = softmax((x + g) / τ),  y = onehot(argmax s) or s       g from the Gumbel distribution
    ///     otherwise:  s = σ((x + l) / τ),        y = 1 where s > ½ or s          l from the logistic distribution
    ///
    /// - Parameters:
    ///   - x: `[B, cells]`, logits
    ///   - temperature: τ, above 0
    /// - Returns: `[B, cells]`
    ///
    /// Backward: in both modes the gradient of `s`, `dx = s (dy - Σ dy s) / τ`, or `dx = s (1 - s) dy / τ`.
    ///
    /// Source: Jang et al., "Categorical Reparameterization with Gumbel-Softmax", arXiv:1611.01144, sections 2 and 2.2;
    /// Maddison et al., arXiv:1611.00712, appendix B.
    package func drawCells(
        _ x: Tensor, isExclusive: Bool, _ relaxation: CellRelaxation, temperature: Float, _ random: RandomSource
    ) -> Tensor {
        var random = random
        let (rows, columns) = (x.rows, x.columns)
        let soft = tensor(rows, columns)
        // Strictly between 0 and 1.
        func uniform() -> Double { (Double(random.next() >> 12) + 0.5) * 0x1p-52 }
        for i in 0..<x.count {
            let u = uniform()
            let noise = isExclusive ? -log(-log(u)) : log(u / (1 - u))
            soft.values[i] = (x.values[i] + Float(noise)) / temperature
        }
        for row in 0..<rows {
            let s = UnsafeMutableBufferPointer(start: soft.values + row * columns, count: columns)
            if isExclusive {
                let maximum = s.max() ?? 0
                var sum: Float = 0
                for c in s.indices {
                    s[c] = exp(s[c] - maximum)
                    sum += s[c]
                }
                for c in s.indices { s[c] /= sum }
            } else {
                for c in s.indices { s[c] = 1 / (1 + exp(-s[c])) }
            }
        }
        let y = tensor(rows, columns)
        switch relaxation {
        case .soft: y.values.update(from: soft.values, count: y.count)
        case .straightThrough: harden(soft, isExclusive: isExclusive, into: y)
        }
        record {
            let dy = y.finishedGradient()
            let dx = x.finishedGradient()
            for row in 0..<rows {
                let at = row * columns
                let s = soft.values + at
                let mean = isExclusive ? (0..<columns).reduce(Float(0)) { $0 + dy[at + $1] * s[$1] } : 0
                for c in 0..<columns {
                    let slope = isExclusive ? s[c] * (dy[at + c] - mean) : s[c] * (1 - s[c]) * dy[at + c]
                    dx[at + c] += slope / temperature
                }
            }
            y.dropGradient()
        }
        return y
    }

    private func harden(_ soft: Tensor, isExclusive: Bool, into y: Tensor) {
        for row in 0..<soft.rows {
            let s = UnsafeBufferPointer(start: soft.values + row * soft.columns, count: soft.columns)
            let target = y.values + row * soft.columns
            let maximum = isExclusive ? s.indices.max { s[$0] < s[$1] } : nil
            for c in s.indices { target[c] = maximum.map { $0 == c } ?? (s[c] > 0.5) ? 1 : 0 }
        }
    }
}
