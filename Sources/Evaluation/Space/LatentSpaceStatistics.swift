package import MuseProtocols

/// Statistics of a latent space, measured on held-out tunes.
package struct LatentSpaceStatistics: Sendable {
    package let tunes: Int
    /// Share of positions at which the most probable token is the tune's under teacher forcing; nil without positions.
    package let teacherForced: Double?
    /// Share of positions at which greedy decoding from the tune's point yields the tune's token; nil without
    /// positions.
    package let sampled: Double?
    /// The same two shares if all tokens are sampled; see `SampledReconstruction`. nil if it was not measured or
    /// without tokens.
    package let atTemperature1: (teacherForced: Double, sampled: Double)?
    /// Mean KL divergence of the tunes' posteriors from the standard normal distribution, in nats.
    package let divergence: Double
    /// The mean KL divergence of each part of the space in bits, by its name.
    package let parts: [(name: String, bits: Double)]
    /// Active units: coordinates whose posterior mean varies between tunes by more than `activeVariance`.
    package let activeUnits: Int
    /// Dimension of the latent space.
    package let units: Int

    /// Source: Burda, Grosse and Salakhutdinov, "Importance Weighted Autoencoders", ICLR 2016, arXiv:1509.00519,
    /// section 5.2.
    package static let activeVariance = 0.01

    /// - Parameters:
    ///   - sampling: the reconstruction of the tunes by sampling; nil if it was not measured.
    ///   - partNames: the names of the parts of the space.
    /// - Precondition: there is at least one tune, and a reconstruction for each.
    package init(
        _ posteriors: [LatentDistribution], _ reconstructions: [Reconstruction],
        sampling: SampledReconstruction? = nil, partNames: [String] = ["tune"]
    ) {
        precondition(
            !posteriors.isEmpty && posteriors.count == reconstructions.count,
            "\(posteriors.count) posteriors, \(reconstructions.count) reconstructions")
        tunes = posteriors.count
        let positions = reconstructions.reduce(0) { $0 + $1.positions }
        func share(_ count: (Reconstruction) -> Int) -> Double? {
            positions > 0 ? Double(reconstructions.reduce(0) { $0 + count($1) }) / Double(positions) : nil
        }
        teacherForced = share(\.teacherForced)
        sampled = share(\.sampled)
        atTemperature1 = sampling.flatMap { sampling in
            let tokens = Double(sampling.tokens)
            return tokens > 0 ? (sampling.teacherForced / tokens, Double(sampling.sampled) / tokens) : nil
        }
        divergence = posteriors.reduce(0) { $0 + $1.divergence } / Double(posteriors.count)
        parts = partNames.enumerated().map { part, name in
            let nats = posteriors.reduce(0) { $0 + $1.divergences[part] } / Double(posteriors.count)
            return (name, nats / 0.693_147_180_559_945_3)
        }
        units = posteriors[0].mean.count
        activeUnits = (0..<posteriors[0].mean.count).count { unit in
            Self.variance(posteriors.map { Double($0.mean[unit]) }) > Self.activeVariance
        }
    }

    private static func variance(_ values: [Double]) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }
}
