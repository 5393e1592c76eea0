import MusePlatform
package import MuseProtocols
import MuseStorage

/// Normalises the latent space by a normal distribution that is fitted to the aggregate posterior: `z = m + L x`, where
/// `L` is the Cholesky factor of its covariance.
///
/// With free bits, the aggregate posterior differs from the standard normal prior, and its coordinates are correlated:
/// bars that return have similar latents. Samples from the prior would then be far from all tunes.
///
/// Source: Ghosh et al., "From Variational to Deterministic Autoencoders", arXiv:1903.12436, section 4, which fits a
/// density to the posteriors after training.
package struct LatentScale: Sendable {
    private let mean: [Float]
    /// `L`, `[Z, Z]`, lower triangular.
    private let factor: [Float]
    /// The inverse of `L`.
    private let inverse: [Float]
    /// The number of coordinates of each part of the space.
    private let parts: [Int]
    private var size: Int { mean.count }

    /// Creates a scale without normalisation.
    ///
    /// - Parameter parts: the number of coordinates of each part of the space.
    package init(parts: [Int]) {
        let size = parts.reduce(0, +)
        self.init(
            mean: [Float](repeating: 0, count: size), deviation: [Float](repeating: 1, count: size), parts: parts)
    }

    private init(mean: [Float], deviation: [Float], parts: [Int]) {
        var factor = [Float](repeating: 0, count: mean.count * mean.count)
        for (i, deviation) in deviation.enumerated() { factor[i * mean.count + i] = deviation }
        self.init(mean: mean, factor: factor, parts: parts)
    }

    private init(mean: [Float], factor: [Float], parts: [Int]) {
        self.mean = mean
        self.factor = factor
        self.parts = parts
        inverse = Self.inverse(factor, size: mean.count)
    }

    /// - Parameter posteriors: posteriors as the network computes them; not empty.
    package init(_ posteriors: [LatentDistribution], parts: [Int]) {
        let count = Double(posteriors.count)
        let size = posteriors[0].mean.count
        let mean = (0..<size).map { i in posteriors.reduce(0) { $0 + Double($1.mean[i]) } / count }
        // Covariance of the means plus mean of the variances.
        var covariance = [Double](repeating: 0, count: size * size)
        for posterior in posteriors {
            let offsets = zip(posterior.mean, mean).map { (Double($0) - $1) / count.squareRoot() }
            covariance.withUnsafeMutableBufferPointer { target in
                for i in 0..<size {
                    for j in 0...i { target[i * size + j] += offsets[i] * offsets[j] }
                    let deviation = Double(posterior.deviation[i])
                    target[i * size + i] += deviation * deviation / count
                }
            }
        }
        self.init(mean: mean.map { Float($0) }, factor: Self.cholesky(covariance, size: size), parts: parts)
    }

    /// Loads a stored scale. Older models have standard deviations in place of a factor.
    ///
    /// - Throws: `StorageError`.
    init(_ saved: SavedModel, parts: [Int]) throws {
        let size = parts.reduce(0, +)
        let mean = try saved.finiteVector("latent.middle", count: size)
        guard let stored = saved.tensors.first(where: { $0.name == "latent.factor" }) else {
            let deviation = try saved.finiteVector("latent.deviation", count: size)
            self.init(mean: mean, deviation: deviation, parts: parts)
            return
        }
        let factor = try stored.floats()
        guard stored.shape == [size, size], factor.allSatisfy(\.isFinite),
            (0..<size).allSatisfy({ factor[$0 * size + $0] > 0 })
        else { throw StorageError("tensor 'latent.factor' is not the factor of a covariance of \(size) dimensions") }
        self.init(mean: mean, factor: factor, parts: parts)
    }

    var tensors: [StoredTensor] {
        [
            StoredTensor(name: "latent.middle", shape: [size], floats: mean),
            StoredTensor(name: "latent.factor", shape: [size, size], floats: factor),
        ]
    }

    /// Maps a normalised point, or its leading coordinates, to the network's latent space.
    package func denormalised(_ point: [Float]) -> [Float] { zip(mean, product(factor, point)).map(+) }

    /// Maps a posterior from the network's latent space to the normalised one.
    ///
    /// The divergence is exact. Its share of a coordinate is the mean divergence given the coordinates before it, since
    /// the posterior has independent coordinates. The normalised coordinates are in general not independent; their
    /// deviations are those of each alone.
    package func normalised(_ posterior: LatentDistribution) -> LatentDistribution {
        let means = product(inverse, zip(posterior.mean, mean).map { $0 - $1 })
        let deviations = (0..<size).map { i in
            var variance: Float = 0
            for j in 0...i {
                let part = inverse[i * size + j] * posterior.deviation[j]
                variance += part * part
            }
            return variance.squareRoot()
        }
        let divergences = (0..<size).map { i -> Double in
            let (m, s) = (Double(means[i]), Double(deviations[i]))
            let ratio = Double(posterior.deviation[i]) / Double(factor[i * size + i])
            return (s * s + m * m - 1) / 2 - log(ratio)
        }
        var next = 0
        return LatentDistribution(
            mean: means, deviation: deviations,
            divergences: parts.map { count in
                defer { next += count }
                return divergences[next..<next + count].reduce(0, +)
            })
    }

    /// Returns the product of a lower triangular matrix and a vector, or their leading part if the vector is shorter.
    private func product(_ matrix: [Float], _ vector: [Float]) -> [Float] {
        matrix.withUnsafeBufferPointer { matrix in
            vector.indices.map { i in
                var sum: Float = 0
                for j in 0...i { sum += matrix[i * size + j] * vector[j] }
                return sum
            }
        }
    }

    /// Returns the lower triangular factor of a positive definite matrix, of which only the lower half is read.
    private static func cholesky(_ matrix: [Double], size: Int) -> [Float] {
        var l = matrix
        l.withUnsafeMutableBufferPointer { l in
            for i in 0..<size {
                for j in 0...i {
                    var sum = l[i * size + j]
                    for k in 0..<j { sum -= l[i * size + k] * l[j * size + k] }
                    // Rounding can take a coordinate that the others determine below 0.
                    l[i * size + j] = i == j ? max(1e-12, sum).squareRoot() : sum / l[j * size + j]
                }
            }
        }
        return l.map { Float($0) }
    }

    private static func inverse(_ factor: [Float], size: Int) -> [Float] {
        var result = [Float](repeating: 0, count: size * size)
        result.withUnsafeMutableBufferPointer { result in
            factor.withUnsafeBufferPointer { factor in
                for column in 0..<size {
                    for row in column..<size {
                        var sum: Float = row == column ? 1 : 0
                        for k in column..<row { sum -= factor[row * size + k] * result[k * size + column] }
                        result[row * size + column] = sum / factor[row * size + row]
                    }
                }
            }
        }
        return result
    }
}
