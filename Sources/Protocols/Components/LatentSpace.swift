/// A latent space of tunes: near points decode to similar tunes.
public protocol LatentSpace: Sendable {
    /// Dimensions of a point; a random point is standard normal.
    var size: Int { get }

    /// The posterior of each tune.
    func posteriors(of tunes: [[TokenID]]) -> [LatentDistribution]

    /// Like `Model.logProbabilities(of:)`, decoded from a point.
    func logProbabilities(of tune: [TokenID], from latent: [Float]) -> [Double]
}

/// A normal distribution in a latent space, independent in each dimension.
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
