import MusePlatform
import MuseProtocols
import MuseStorage

/// Normalises the latent space by the mean and standard deviation of the aggregate posterior in each dimension.
///
/// With free bits the aggregate posterior can differ from the standard normal prior; samples from the prior would then
/// be far from all tunes.
///
/// Source: Ghosh et al., "From Variational to Deterministic Autoencoders", arXiv:1903.12436, section 4: a density is
/// fitted to the posteriors after training.
struct LatentScale: Sendable {
    let middle: [Float]
    let deviation: [Float]

    /// No normalisation.
    init(size: Int) {
        middle = [Float](repeating: 0, count: size)
        deviation = [Float](repeating: 1, count: size)
    }

    /// - Parameter posteriors: in the network's own space; not empty.
    init(_ posteriors: [LatentDistribution]) {
        let count = Float(posteriors.count)
        let size = posteriors[0].mean.count
        let middle = (0..<size).map { i in posteriors.reduce(0) { $0 + $1.mean[i] } / count }
        // Variance of the means plus mean of the variances.
        deviation = (0..<size).map { i in
            let variance = posteriors.reduce(Float(0)) { sum, tune in
                let offset = tune.mean[i] - middle[i]
                return sum + offset * offset + tune.deviation[i] * tune.deviation[i]
            }
            return max(1e-6, (variance / count).squareRoot())
        }
        self.middle = middle
    }

    /// - Throws: `StorageError`.
    init(_ saved: SavedModel, size: Int) throws {
        middle = try saved.finiteVector("latent.middle", count: size)
        deviation = try saved.finiteVector("latent.deviation", count: size)
    }

    var tensors: [StoredTensor] {
        [
            StoredTensor(name: "latent.middle", shape: [middle.count], floats: middle),
            StoredTensor(name: "latent.deviation", shape: [deviation.count], floats: deviation),
        ]
    }

    /// Maps a point into the network's own space.
    func own(_ point: [Float]) -> [Float] { point.indices.map { middle[$0] + deviation[$0] * point[$0] } }

    /// Maps a posterior out of the network's own space.
    func distribution(_ own: LatentDistribution) -> LatentDistribution {
        let mean = own.mean.indices.map { (own.mean[$0] - middle[$0]) / deviation[$0] }
        let spread = own.deviation.indices.map { own.deviation[$0] / deviation[$0] }
        let divergence = zip(mean, spread).reduce(0.0) { sum, number in
            let (m, s) = (Double(number.0), Double(number.1))
            return sum + (s * s + m * m - 1) / 2 - log(s)
        }
        return LatentDistribution(mean: mean, deviation: spread, divergence: divergence)
    }
}
