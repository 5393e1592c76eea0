package import MuseProtocols

/// Statistics of a latent space, measured on held-out tunes.
package struct LatentSpaceStatistics: Equatable, Sendable {
    package let tunes: Int
    /// Share of positions at which the most probable token is the tune's under teacher forcing; nil without positions.
    package let teacherForced: Double?
    /// Share of positions at which greedy decoding from the tune's point yields the tune's token; nil without
    /// positions.
    package let sampled: Double?
    /// Mean KL divergence of the tunes' posteriors from the standard normal distribution, in nats.
    package let divergence: Double
    /// Active units: coordinates whose posterior mean varies between tunes by more than `activeVariance`.
    package let activeUnits: Int
    /// Dimension of the latent space.
    package let units: Int

    /// Source: Burda, Grosse and Salakhutdinov, "Importance Weighted Autoencoders", ICLR 2016, arXiv:1509.00519,
    /// section 5.2.
    package static let activeVariance = 0.01

    /// - Precondition: there is at least one tune, and a reconstruction for each.
    package init(_ posteriors: [LatentDistribution], _ reconstructions: [Reconstruction]) {
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
        divergence = posteriors.reduce(0) { $0 + $1.divergence } / Double(posteriors.count)
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
