import MusePlatform
package import MuseProtocols

/// One diagonal normal distribution per row.
package struct Gaussian {
    /// The means, `[S, Z]`.
    package let mean: Tensor
    /// The logarithms of the standard deviations, `[S, Z]`.
    package let logDeviation: Tensor

    package init(mean: Tensor, logDeviation: Tensor) {
        precondition(
            mean.rows == logDeviation.rows && mean.columns == logDeviation.columns,
            "\(mean.rows) × \(mean.columns) means, \(logDeviation.rows) × \(logDeviation.columns) deviations")
        self.mean = mean
        self.logDeviation = logDeviation
    }

    /// The standard deviations, `[S, Z]`.
    package var deviations: [Float] { logDeviation.array.map { exp($0) } }

    /// The KL divergence of each row from the standard normal distribution, in nats: `Σ (σ² + μ² - 1) / 2 - ln σ`.
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
    /// Samples the distribution of each row with the reparameterisation trick: `z = μ + σ ε`.
    ///
    /// - Parameter random: the source of `ε`; nil returns the means.
    /// - Returns: `[S, Z]`
    ///
    /// Backward: `dμ += dz`, `d ln σ += dz σ ε`.
    ///
    /// Source: Kingma and Welling, "Auto-Encoding Variational Bayes", arXiv:1312.6114, section 2.4.
    package func draw(_ gaussian: Gaussian, _ random: RandomSource?) -> Tensor {
        let (mean, logDeviation) = (gaussian.mean, gaussian.logDeviation)
        let z = tensor(mean.rows, mean.columns)
        z.values.update(from: mean.values, count: z.count)
        // σ ε, which the backward pass also needs.
        var scaledNoise = [Float](repeating: 0, count: random == nil ? 0 : z.count)
        if var random {
            for i in scaledNoise.indices {
                scaledNoise[i] = exp(logDeviation.values[i]) * random.normal()
                z.values[i] += scaledNoise[i]
            }
        }
        record {
            let dz = z.finishedGradient()
            mean.addToGradient(dz)
            if !scaledNoise.isEmpty {
                let target = logDeviation.finishedGradient()
                for i in scaledNoise.indices { target[i] += dz[i] * scaledNoise[i] }
            }
            z.dropGradient()
        }
        return z
    }

    /// The KL term of the loss, `weight · Σ max(0, KL - free)`, against the standard normal distribution. While the
    /// tape records, its gradients are set immediately; `backward` propagates them.
    ///
    /// - Parameter free: free nats, the divergence per row that is not penalised.
    /// - Returns: `Σ max(0, KL - free)` in nats.
    ///
    /// Backward: `dμ += weight μ`, `d ln σ += weight (σ² - 1)`, in rows whose divergence exceeds `free`.
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
