import MusePlatform
import MuseProtocols
import MuseStorage

/// Normalises each dimension of the latent space by the mean and standard deviation of the aggregate posterior.
///
/// With free bits, the aggregate posterior can differ from the standard normal prior. Samples from the prior would then
/// be far from all tunes.
///
/// Source: Ghosh et al., "From Variational to Deterministic Autoencoders", arXiv:1903.12436, section 4, which fits a
/// density to the posteriors after training.
struct LatentScale: Sendable {
    let mean: [Float]
    let deviation: [Float]

    /// Creates a scale without normalisation.
    init(size: Int) {
        mean = [Float](repeating: 0, count: size)
        deviation = [Float](repeating: 1, count: size)
    }

    /// - Parameter posteriors: posteriors as the network computes them; not empty.
    init(_ posteriors: [LatentDistribution]) {
        let count = Float(posteriors.count)
        let size = posteriors[0].mean.count
        let mean = (0..<size).map { i in posteriors.reduce(0) { $0 + $1.mean[i] } / count }
        // Variance of the means plus mean of the variances.
        deviation = (0..<size).map { i in
            let variance = posteriors.reduce(Float(0)) { sum, tune in
                let offset = tune.mean[i] - mean[i]
                return sum + offset * offset + tune.deviation[i] * tune.deviation[i]
            }
            return max(1e-6, (variance / count).squareRoot())
        }
        self.mean = mean
    }

    /// Loads a stored scale.
    ///
    /// - Throws: `StorageError`.
    init(_ saved: SavedModel, size: Int) throws {
        mean = try saved.finiteVector("latent.middle", count: size)
        deviation = try saved.finiteVector("latent.deviation", count: size)
    }

    var tensors: [StoredTensor] {
        [
            StoredTensor(name: "latent.middle", shape: [mean.count], floats: mean),
            StoredTensor(name: "latent.deviation", shape: [deviation.count], floats: deviation),
        ]
    }

    /// Maps a normalised point to the network's latent space.
    func denormalised(_ point: [Float]) -> [Float] { point.indices.map { mean[$0] + deviation[$0] * point[$0] } }

    /// Maps a posterior from the network's latent space to the normalised one.
    func normalised(_ posterior: LatentDistribution) -> LatentDistribution {
        let means = posterior.mean.indices.map { (posterior.mean[$0] - mean[$0]) / deviation[$0] }
        let deviations = posterior.deviation.indices.map { posterior.deviation[$0] / deviation[$0] }
        let divergence = zip(means, deviations).reduce(0.0) { sum, number in
            let (m, s) = (Double(number.0), Double(number.1))
            return sum + (s * s + m * m - 1) / 2 - log(s)
        }
        return LatentDistribution(mean: means, deviation: deviations, divergence: divergence)
    }
}
