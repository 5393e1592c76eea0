/// A latent space of tunes. Nearby points decode to similar tunes.
public protocol LatentSpace: Sendable {
    /// The number of dimensions. The prior is standard normal.
    var size: Int { get }

    /// The number of leading dimensions that are sampled for a new tune. Its point has only these; what the others
    /// describe is then up to the decoder.
    var sampledSize: Int { get }

    /// The names of the parts of the space, in order: `tune`, `bars 1-2`.
    var partNames: [String] { get }

    /// The posterior distribution of each tune.
    ///
    /// - Throws: an error of a plug-in, as the method below.
    func posteriors(of tunes: [[TokenID]]) throws -> [LatentDistribution]

    /// Like `Model.logProbabilities(of:)`, for decoding from a latent point.
    func logProbabilities(of tune: [TokenID], from latent: [Float]) throws -> [Double]
}

extension LatentSpace {
    public var sampledSize: Int { size }
    public var partNames: [String] { ["tune"] }
}

/// A normal distribution in a latent space with independent dimensions.
public struct LatentDistribution: Sendable, Equatable {
    public var mean: [Float]
    public var deviation: [Float]
    /// KL divergence from the standard normal distribution in each part of the space, in nats.
    public var divergences: [Double]

    /// KL divergence from the standard normal distribution, in nats.
    public var divergence: Double { divergences.reduce(0, +) }

    public init(mean: [Float], deviation: [Float], divergences: [Double]) {
        self.mean = mean
        self.deviation = deviation
        self.divergences = divergences
    }

    /// A distribution in a space of one part.
    public init(mean: [Float], deviation: [Float], divergence: Double) {
        self.init(mean: mean, deviation: deviation, divergences: [divergence])
    }
}
