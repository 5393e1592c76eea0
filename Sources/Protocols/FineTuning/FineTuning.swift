/// The objective and settings of fine-tuning.
public struct FineTuning: Sendable {
    public enum Method: String, SettingChoice, Sendable {
        case reinforce, ppo, grpo, dpo, q
    }

    public struct Settings: Hashable, Sendable {
        public var method: Method
        /// Weight of the KL divergence from the base model; the temperature of `dpo` and `q`.
        public var kl: Double
        /// The number of rounds of sampling and updates.
        public var steps: Int
        /// The number of tunes sampled in a round.
        public var tunes: Int
        /// The number of updates in a round.
        public var epochs: Int
        public var learningRate: Double
        /// Clipping range of the probability ratio in `ppo` and `grpo`.
        public var clip: Double
        /// KL divergence from the base model, in nats per token, at which fine-tuning stops.
        public var klLimit: Double

        public init(
            method: Method, kl: Double, steps: Int, tunes: Int, epochs: Int, learningRate: Double, clip: Double,
            klLimit: Double
        ) {
            self.method = method
            self.kl = kl
            self.steps = steps
            self.tunes = tunes
            self.epochs = epochs
            self.learningRate = learningRate
            self.clip = clip
            self.klLimit = klLimit
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
    /// The grammar under which tunes are sampled: probabilities are renormalised over the tokens that it allows.
    public var grammar: any TokenGrammar
    public var vocabularySize: Int
    public var maxTokens: Int
    /// Samples whole tunes from a model at temperature 1 under the grammar.
    public var sample: @Sendable (_ model: any Model, _ count: Int, RandomSource) throws -> [[TokenID]]
    /// For each tune of a round, the satisfaction of each reward's rule, 0 to 1. A rule may compare the tunes with each
    /// other.
    public var satisfactions: @Sendable (_ tunes: [[TokenID]]) throws -> [[Double]]
    /// Distance of a round's tunes from the target distribution. The weights of the round with the lowest distance are
    /// kept. Training stops at mode collapse: when fewer than half of the tunes are distinct. nil to keep the last
    /// weights.
    public var distance: (@Sendable (_ tunes: [[TokenID]]) -> Double)?

    public init(
        settings: Settings, rewards: [Reward], grammar: any TokenGrammar, vocabularySize: Int, maxTokens: Int,
        sample: @escaping @Sendable (_ model: any Model, _ count: Int, RandomSource) throws -> [[TokenID]],
        satisfactions: @escaping @Sendable (_ tunes: [[TokenID]]) throws -> [[Double]],
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
