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
        /// `FineTuning.distance` of the round's tunes; nil if it is not set.
        public var distance: Double?

        public init(
            step: Int, reward: Double, satisfactions: [Double], kl: Double, entropy: Double, distinct: Double,
            distance: Double? = nil
        ) {
            self.step = step
            self.reward = reward
            self.satisfactions = satisfactions
            self.kl = kl
            self.entropy = entropy
            self.distinct = distinct
            self.distance = distance
        }
    }

    public var points: [Point]

    public init(points: [Point] = []) { self.points = points }
}

extension TuningCurve {
    /// A list of `[step, reward, kl, entropy, distinct, distance, satisfaction…]`.
    package var json: JSON {
        .array(
            points.map { point in
                .array(
                    [
                        .int(point.step), .double(point.reward), .double(point.kl), .double(point.entropy),
                        .double(point.distinct), point.distance.map { .double($0) } ?? .null,
                    ] + point.satisfactions.map { .double($0) })
            })
    }

    /// nil if the JSON is not a tuning curve.
    package init?(_ json: JSON?) {
        guard case .array(let items)? = json else { return nil }
        var points: [Point] = []
        for item in items {
            guard case .array(let parts) = item, parts.count >= 6, let step = parts[0].intValue else { return nil }
            let numbers = parts.map(\.numberValue)
            let satisfactions = numbers[6...].compactMap(\.self)
            guard let reward = numbers[1], let kl = numbers[2], let entropy = numbers[3], let distinct = numbers[4],
                satisfactions.count == parts.count - 6
            else { return nil }
            points.append(
                Point(
                    step: step, reward: reward, satisfactions: satisfactions, kl: kl, entropy: entropy,
                    distinct: distinct, distance: numbers[5]))
        }
        self.init(points: points)
    }
}
