import MusePlatform
package import MuseProtocols

/// A normal distribution for each row, each column by itself.
package struct Gaussian {
    /// `[S, Z]`
    package let mean: Tensor
    /// Logarithms of the standard deviations, `[S, Z]`.
    package let logDeviation: Tensor

    package init(mean: Tensor, logDeviation: Tensor) {
        precondition(
            mean.rows == logDeviation.rows && mean.columns == logDeviation.columns,
            "\(mean.rows) × \(mean.columns) means, \(logDeviation.rows) × \(logDeviation.columns) deviations")
        self.mean = mean
        self.logDeviation = logDeviation
    }

    /// `[S, Z]`
    package var deviations: [Float] { logDeviation.array.map { exp($0) } }

    /// Of each row, its divergence from the standard normal distribution in nats:
    /// `Σ (σ² + μ² - 1) / 2 - ln σ`.
    package var divergences: [Double] {
        let columns = mean.columns
        return (0..<mean.rows).map { row in
            (row * columns..<(row + 1) * columns).reduce(0.0) { sum, i in
                let (m, s) = (Double(mean.values[i]), Double(logDeviation.values[i]))
                return sum + (exp(2 * s) + m * m - 1) / 2 - s
            }
        }
    }
}

extension Tape {
    /// A value drawn from each row's distribution in a way that can be gone back over: `z = μ + σ ε`.
    ///
    /// - Parameter random: where `ε` comes from; nil for the means.
    /// - Returns: `[S, Z]`
    ///
    /// Backward: `dμ += dz`, `d ln σ += dz σ ε`.
    ///
    /// Source: Kingma and Welling, "Auto-Encoding Variational Bayes", arXiv:1312.6114, section 2.4.
    package func draw(_ gaussian: Gaussian, _ random: RandomSource?) -> Tensor {
        let (mean, logDeviation) = (gaussian.mean, gaussian.logDeviation)
        let z = tensor(mean.rows, mean.columns)
        z.values.update(from: mean.values, count: z.count)
        // σ ε, which the way back needs too.
        var spread = [Float](repeating: 0, count: random == nil ? 0 : z.count)
        if var random {
            for i in spread.indices {
                spread[i] = exp(logDeviation.values[i]) * random.normal()
                z.values[i] += spread[i]
            }
        }
        record {
            let dz = z.finishedGradient()
            mean.addToGradient(dz)
            if !spread.isEmpty {
                let target = logDeviation.finishedGradient()
                for i in spread.indices { target[i] += dz[i] * spread[i] }
            }
            z.dropGradient()
        }
        return z
    }

    /// The share of the loss that holds distributions to the standard normal one: `weight · Σ max(0, KL - free)`. While the
    /// tape records, their gradients get it at once, for `backward` to take along.
    ///
    /// - Parameter free: nats of divergence that cost a row nothing.
    /// - Returns: `Σ max(0, KL - free)` in nats.
    ///
    /// Backward: `dμ += weight μ`, `d ln σ += weight (σ² - 1)`, in rows that diverge by more than `free`.
    package func divergence(_ gaussian: Gaussian, weight: Float, free: Double) -> Double {
        let divergences = gaussian.divergences
        if isRecording {
            let (mean, logDeviation) = (gaussian.mean, gaussian.logDeviation)
            let (dMean, dLog) = (mean.finishedGradient(), logDeviation.finishedGradient())
            for (row, divergence) in divergences.enumerated() where divergence > free {
                for i in row * mean.columns..<(row + 1) * mean.columns {
                    dMean[i] += weight * mean.values[i]
                    dLog[i] += weight * (exp(2 * logDeviation.values[i]) - 1)
                }
            }
        }
        return divergences.reduce(0) { $0 + max(0, $1 - free) }
    }
}
