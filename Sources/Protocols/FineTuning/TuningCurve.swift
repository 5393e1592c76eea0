package import MuseStorage

/// Fine-tuning measurements, one point for each round measured.
public struct TuningCurve: Sendable, Equatable {
    public struct Point: Sendable, Equatable {
        /// Rounds completed before this round's tunes were sampled.
        public var step: Int
        /// Weighted mean of the rewards, 0 to 1, over the round's tunes.
        public var reward: Double
        /// Mean satisfaction of each reward's rule, 0 to 1.
        public var satisfactions: [Double]
        /// KL divergence from the base model, and entropy, in nats per token.
        public var kl: Double
        public var entropy: Double
        /// Fraction of the round's tunes that differ from all earlier ones.
        public var distinct: Double
        /// Diversity of the round's tunes, 0 to 1: see `FineTuning.diversity`.
        public var diversity: Double
        /// `FineTuning.distance` of the round's tunes; nil if it is not set.
        public var distance: Double?

        public init(
            step: Int, reward: Double, satisfactions: [Double], kl: Double, entropy: Double, distinct: Double,
            diversity: Double, distance: Double? = nil
        ) {
            self.step = step
            self.reward = reward
            self.satisfactions = satisfactions
            self.kl = kl
            self.entropy = entropy
            self.distinct = distinct
            self.diversity = diversity
            self.distance = distance
        }
    }

    public var points: [Point]

    public init(points: [Point] = []) { self.points = points }
}

extension TuningCurve {
    /// A list of points, each an object.
    package var json: JSON { .array(points.map { .object($0.json) }) }

    /// nil if the JSON is not a tuning curve.
    package init?(_ json: JSON?) {
        guard case .array(let items)? = json else { return nil }
        var points: [Point] = []
        for item in items {
            guard let point = Point(item) else { return nil }
            points.append(point)
        }
        self.init(points: points)
    }
}

extension TuningCurve.Point {
    fileprivate var json: [String: JSON] {
        var members: [String: JSON] = [
            "step": .int(step), "reward": .double(reward), "kl": .double(kl), "entropy": .double(entropy),
            "distinct": .double(distinct), "diversity": .double(diversity),
            "satisfactions": .array(satisfactions.map { .double($0) }),
        ]
        if let distance { members["distance"] = .double(distance) }
        return members
    }

    fileprivate init?(_ json: JSON) {
        func number(_ name: String) -> Double? { json[name]?.numberValue }
        guard let step = json["step"]?.intValue, let reward = number("reward"), let kl = number("kl"),
            let entropy = number("entropy"), let distinct = number("distinct"), let diversity = number("diversity"),
            case .array(let values)? = json["satisfactions"]
        else { return nil }
        let satisfactions = values.compactMap(\.numberValue)
        guard satisfactions.count == values.count else { return nil }
        self.init(
            step: step, reward: reward, satisfactions: satisfactions, kl: kl, entropy: entropy, distinct: distinct,
            diversity: diversity, distance: number("distance"))
    }
}
