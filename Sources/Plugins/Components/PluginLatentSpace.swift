import MusePlatform
import MuseProtocols
import MuseStorage

/// The latent space of a plug-in's model.
struct PluginLatentSpace: LatentSpace {
    let model: PluginModel
    let size: Int

    private struct Encoded: Decodable {
        let posteriors: [Posterior]
    }

    private struct Posterior: Decodable {
        let mean: [Float]
        let deviation: [Float]
    }

    func posteriors(of tunes: [[TokenID]]) throws -> [LatentDistribution] {
        let parameters = ["tunes": JSON.array(tunes.map { .array($0.map { .int(Int($0)) }) })]
        let encoded = try model.instance.ask("generator/encode", parameters, Encoded.self).posteriors
        guard encoded.count == tunes.count,
            encoded.allSatisfy({
                $0.mean.count == size && $0.deviation.count == size && $0.mean.allSatisfy(\.isFinite)
                    && $0.deviation.allSatisfy { $0 > 0 && $0.isFinite }
            })
        else {
            throw model.host.failure(
                "'\(model.type)' returned invalid posteriors; expected one for each tune, with \(size) means and "
                    + "positive standard deviations")
        }
        return encoded.map { posterior in
            let divergence = zip(posterior.mean, posterior.deviation).reduce(0.0) { sum, dimension in
                let (mean, variance) = (Double(dimension.0), Double(dimension.1) * Double(dimension.1))
                return sum + (mean * mean + variance - 1 - log(variance)) / 2
            }
            return LatentDistribution(mean: posterior.mean, deviation: posterior.deviation, divergence: divergence)
        }
    }

    func logProbabilities(of tune: [TokenID], from latent: [Float]) throws -> [Double] {
        try model.logProbabilities(ofEach: [tune], from: latent).first ?? []
    }
}
