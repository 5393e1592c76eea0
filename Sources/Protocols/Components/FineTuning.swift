public import MuseStorage

/// A generator whose models can be taught further by what becomes of their own tunes.
public protocol FineTunable: Generator {
    /// - Parameter base: a model of this generator: where it starts, and what the leash is tied to.
    /// - Throws: `CancellationError` when the context was cancelled; `FitError` where nothing can be learned;
    ///   `StorageError` where `base` is not one; what sampling and rewards throw.
    func fineTune(
        _ base: SavedModel, reading: (any TokenReading)?, _ task: FineTuning, _ context: FitContext
    ) throws -> any Model
}

/// What to teach, and how.
public struct FineTuning: Sendable {
    public enum Method: String, SettingChoice, Sendable {
        case reinforce, ppo, grpo, dpo, q
    }

    public struct Settings: Hashable, Sendable {
        public var method: Method
        /// The weight of the divergence from the base model; the temperature of `dpo` and `q`.
        public var kl: Double
        /// Rounds of sampling and learning.
        public var steps: Int
        /// Tunes of a round.
        public var tunes: Int
        /// Updates from the tunes of a round.
        public var epochs: Int
        public var learningRate: Double
        /// How far a token's probability may move, as a share, before `ppo` and `grpo` stop following it.
        public var clip: Double
        /// Nats a token of divergence from the base at which fine-tuning stops.
        public var leash: Double

        public init(
            method: Method, kl: Double, steps: Int, tunes: Int, epochs: Int, learningRate: Double, clip: Double,
            leash: Double
        ) {
            self.method = method
            self.kl = kl
            self.steps = steps
            self.tunes = tunes
            self.epochs = epochs
            self.learningRate = learningRate
            self.clip = clip
            self.leash = leash
        }
    }

    public struct Reward: Hashable, Sendable {
        /// The rule's name.
        public var name: String
        public var weight: Double

        public init(name: String, weight: Double) {
            self.name = name
            self.weight = weight
        }
    }

    public var settings: Settings
    public var rewards: [Reward]
    /// What tunes are made of, for the shares of tokens that may come.
    public var grammar: any TokenGrammar
    public var vocabularySize: Int
    public var maxTokens: Int
    /// Whole tunes of a model, each token drawn as likely as the model makes it among those that may come.
    public var sample: @Sendable (_ model: any Model, _ count: Int, RandomSource) throws -> [[TokenID]]
    /// How well a tune keeps each of the rewards' rules, 0 to 1.
    public var satisfactions: @Sendable (_ tune: [TokenID]) throws -> [Double]
    /// How far a round's tunes are from what they should be like: the weights of the nearest round are kept, and it stops where
    /// less than half of the tunes are distinct. nil for the weights of the last round, however alike its tunes are.
    public var distance: (@Sendable (_ tunes: [[TokenID]]) -> Double)?

    public init(
        settings: Settings, rewards: [Reward], grammar: any TokenGrammar, vocabularySize: Int, maxTokens: Int,
        sample: @escaping @Sendable (_ model: any Model, _ count: Int, RandomSource) throws -> [[TokenID]],
        satisfactions: @escaping @Sendable (_ tune: [TokenID]) throws -> [Double],
        distance: (@Sendable (_ tunes: [[TokenID]]) -> Double)? = nil
    ) {
        self.settings = settings
        self.rewards = rewards
        self.grammar = grammar
        self.vocabularySize = vocabularySize
        self.maxTokens = maxTokens
        self.sample = sample
        self.satisfactions = satisfactions
        self.distance = distance
    }
}

/// How a fine-tuning went, round by round.
public struct TuningCurve: Sendable, Equatable {
    public struct Point: Sendable, Equatable {
        /// Rounds done before these tunes were drawn.
        public var step: Int
        /// Weighted mean of the rewards, 0 to 1, over the tunes of the round.
        public var reward: Double
        /// Mean satisfaction of each reward's rule.
        public var satisfactions: [Double]
        /// Nats a token: divergence from the base model, and entropy.
        public var kl: Double
        public var entropy: Double
        /// Share of the round's tunes that are not the same as an earlier one.
        public var distinct: Double
        /// `FineTuning.distance` of them; nil where none is measured.
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
    /// As a list of `[step, reward, kl, entropy, distinct, distance, satisfaction…]`.
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

    /// nil for what is no curve.
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
