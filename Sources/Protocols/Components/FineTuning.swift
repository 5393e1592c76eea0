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
