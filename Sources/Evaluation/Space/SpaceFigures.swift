package import MuseProtocols

/// What can be said of a model's space by tunes that it has not learned from.
package struct SpaceFigures: Equatable, Sendable {
    package let tunes: Int
    /// Share of places where the most probable token is the tune's, with the tune's own tokens before it; nil without
    /// places.
    package let teacherForced: Double?
    /// Share of places where the tune's token stands when the model writes alone from the tune's point; nil without
    /// places.
    package let sampled: Double?
    /// Of where a tune lies from the standard normal distribution, on average, in nats.
    package let divergence: Double
    /// Numbers of a point that tell tunes apart: their middles vary by more than `activeVariance`.
    package let activeUnits: Int
    /// Numbers of a point.
    package let units: Int

    /// Source: Burda, Grosse and Salakhutdinov, "Importance Weighted Autoencoders", ICLR 2016, arXiv:1509.00519,
    /// section 5.2.
    package static let activeVariance = 0.01

    /// - Precondition: there is at least one tune, and a reconstruction for each.
    package init(_ lying: [LatentDistribution], _ reconstructions: [Reconstruction]) {
        precondition(
            !lying.isEmpty && lying.count == reconstructions.count,
            "\(lying.count) tunes lie somewhere, \(reconstructions.count) are written again")
        tunes = lying.count
        let places = reconstructions.reduce(0) { $0 + $1.places }
        func share(_ count: (Reconstruction) -> Int) -> Double? {
            places > 0 ? Double(reconstructions.reduce(0) { $0 + count($1) }) / Double(places) : nil
        }
        teacherForced = share(\.teacherForced)
        sampled = share(\.sampled)
        divergence = lying.reduce(0) { $0 + $1.divergence } / Double(lying.count)
        units = lying[0].mean.count
        activeUnits = (0..<lying[0].mean.count).count { unit in
            Self.variance(lying.map { Double($0.mean[unit]) }) > Self.activeVariance
        }
    }

    private static func variance(_ values: [Double]) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }
}
