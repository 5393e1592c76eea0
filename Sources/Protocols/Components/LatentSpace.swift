/// A latent space of tunes. Nearby points decode to similar tunes.
public protocol LatentSpace: Sendable {
    /// The number of dimensions. The prior is standard normal.
    var size: Int { get }

    /// The posterior distribution of each tune.
    ///
    /// - Throws: an error of a plug-in, as the method below.
    func posteriors(of tunes: [[TokenID]]) throws -> [LatentDistribution]

    /// Like `Model.logProbabilities(of:)`, for decoding from a latent point.
    func logProbabilities(of tune: [TokenID], from latent: [Float]) throws -> [Double]
}

/// A normal distribution in a latent space with independent dimensions.
public struct LatentDistribution: Sendable, Equatable {
    public var mean: [Float]
    public var deviation: [Float]
    /// KL divergence from the standard normal distribution, in nats.
    public var divergence: Double

    public init(mean: [Float], deviation: [Float], divergence: Double) {
        self.mean = mean
        self.deviation = deviation
        self.divergence = divergence
    }
}
