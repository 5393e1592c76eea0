import MusePlatform

/// A generator whose models have a space of tunes.
public protocol LatentGenerator: Generator {}

/// A model whose tunes each come from a point in a space: near points give tunes that are alike.
public protocol PointModel: Model {
    /// Numbers of a point; standard normal where it is drawn at random.
    var latentSize: Int { get }

    /// Scores next tokens of tunes, each from its own point. `decoder(rows:)` takes no tune's point in particular.
    func decoder(latents: [[Float]]) -> any TokenDecoder
}

/// A model that also knows which point a tune comes from.
public protocol LatentModel: PointModel {
    /// Where tunes lie.
    func latents(of tunes: [[TokenID]]) -> [LatentDistribution]

    /// Like `logProbabilities(of:)`, from a point.
    func logProbabilities(of tune: [TokenID], from latent: [Float]) -> [Double]
}

/// Where a tune may lie: a normal distribution, each number by itself.
public struct LatentDistribution: Sendable, Equatable {
    public var mean: [Float]
    public var deviation: [Float]
    /// From the standard normal distribution, in nats.
    public var divergence: Double

    public init(mean: [Float], deviation: [Float], divergence: Double) {
        self.mean = mean
        self.deviation = deviation
        self.divergence = divergence
    }
}

package enum LatentSpace {
    /// A point on the arc from one to another, both seen from the middle of the space: points on the straight line would be
    /// nearer to it than tunes are.
    ///
    /// Source: White, "Sampling Generative Networks", arXiv:1609.04468, section 2.1.
    package static func between(_ a: [Float], _ b: [Float], _ share: Float) -> [Float] {
        func length(_ x: [Float]) -> Float { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        let product = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
        let lengths = length(a) * length(b)
        let angle = lengths > 0 ? acos(min(1, max(-1, product / lengths))) : 0
        guard sin(angle) > 1e-4 else { return zip(a, b).map { $0 + share * ($1 - $0) } }
        let (first, second) = (sin((1 - share) * angle) / sin(angle), sin(share * angle) / sin(angle))
        return zip(a, b).map { first * $0 + second * $1 }
    }
}
