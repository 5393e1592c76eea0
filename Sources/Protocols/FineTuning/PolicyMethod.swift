import MusePlatform

/// The objectives of fine-tuning. Each determines the weight of each token's log-probability in the loss, or of its
/// logit if `movesScores` is true. A negative weight makes a token more likely.
package struct PolicyMethod {
    /// The tunes of a round. Nested arrays are indexed by tune and token.
    package struct Round {
        package var rewards: [Double]
        package var advantages: [Double]
        /// The log-probabilities of the tokens under the policy that sampled them.
        package var sampled: [[Double]]
        /// The log-probabilities of the tokens under the current policy.
        package var current: [[Double]]
        /// The log-probabilities of the tokens under the base model.
        package var base: [[Double]]
        /// The log-sum-exp of the logits under the policy that sampled the tokens: the state value of `q`.
        package var sampledValues: [[Double]]
        /// The log-sum-exp of the logits under the current policy.
        package var currentValues: [[Double]]

        package init(
            rewards: [Double], advantages: [Double], sampled: [[Double]], current: [[Double]], base: [[Double]],
            sampledValues: [[Double]], currentValues: [[Double]]
        ) {
            self.rewards = rewards
            self.advantages = advantages
            self.sampled = sampled
            self.current = current
            self.base = base
            self.sampledValues = sampledValues
            self.currentValues = currentValues
        }

        /// The number of tokens, at least 1.
        var tokens: Double { Double(max(1, sampled.reduce(0) { $0 + $1.count })) }
    }

    private let settings: FineTuning.Settings

    package init(settings: FineTuning.Settings) { self.settings = settings }

    /// Whether weights apply to logits, which `q` interprets as action values.
    package var movesScores: Bool { settings.method == .q }

    /// The weight of the KL penalty at each token; 0 for `dpo` and `q`, whose objectives contain the base model.
    package func klWeight(of round: Round) -> Double {
        switch settings.method {
        case .reinforce, .ppo, .grpo: settings.kl / round.tokens
        case .dpo, .q: 0
        }
    }

    /// The weight of each token in the loss.
    package func weights(_ round: Round) -> [[Double]] {
        switch settings.method {
        case .reinforce: reinforce(round)
        case .ppo: clipped(round) { _ in 1 / round.tokens }
        case .grpo: clipped(round) { 1 / (Double(round.sampled.count) * Double(max(1, $0))) }
        case .dpo: preferences(round)
        case .q: temporalDifferences(round)
        }
    }

    /// `-A` per token.
    ///
    /// Source: Williams, Machine Learning 8, 1992, with the round's mean reward as baseline.
    private func reinforce(_ round: Round) -> [[Double]] {
        zip(round.sampled, round.advantages).map { tokens, advantage in tokens.map { _ in -advantage / round.tokens } }
    }

    /// `-A ρ` with the ratio `ρ` of the current to the sampling probability, clipped to `1 ± clip`.
    ///
    /// Source: Schulman et al., arXiv:1707.06347 (ppo; the round's mean reward is the baseline instead of a critic),
    /// and Shao et al., arXiv:2402.03300 (grpo: weighted by the length of the tune).
    private func clipped(_ round: Round, share: (Int) -> Double) -> [[Double]] {
        round.sampled.indices.map { tune in
            let advantage = round.advantages[tune]
            let share = share(round.sampled[tune].count)
            return zip(round.sampled[tune], round.current[tune]).map { sampled, current in
                let ratio = exp(current - sampled)
                let isClipped = advantage > 0 ? ratio > 1 + settings.clip : ratio < 1 - settings.clip
                return isClipped ? 0 : -advantage * ratio * share
            }
        }
    }

    /// Pairs the best tune with the worst, the second best with the second worst, and so on:
    /// `-ln σ(β (ln π/base(better) - ln π/base(worse)))` with the current policy `π` and `β = kl`.
    ///
    /// Source: Rafailov et al., arXiv:2305.18290, equation 7. Here, the pairs are sampled from the policy itself.
    private func preferences(_ round: Round) -> [[Double]] {
        var weights = round.sampled.map { $0.map { _ in 0.0 } }
        let order = round.rewards.indices.sorted { (round.rewards[$0], $1) > (round.rewards[$1], $0) }
        let pairs = (0..<order.count / 2).map { (better: order[$0], worse: order[order.count - 1 - $0]) }
            .filter { round.rewards[$0.better] > round.rewards[$0.worse] }
        func gain(_ tune: Int) -> Double { zip(round.current[tune], round.base[tune]).reduce(0) { $0 + $1.0 - $1.1 } }
        for (better, worse) in pairs {
            let margin = settings.kl * (gain(better) - gain(worse))
            let weight = settings.kl / (1 + exp(margin)) / Double(pairs.count)
            for i in weights[better].indices { weights[better][i] -= weight }
            for i in weights[worse].indices { weights[worse][i] += weight }
        }
        return weights
    }

    /// The gradient of half the squared temporal difference. The logits are action values `Q` with the target
    /// `Q(token) = ln base + r / kl + ln Σ exp Q` of the next position. The reward `r` is given at the end of the tune.
    ///
    /// Source: Jaques et al., "Sequence Tutor", arXiv:1611.02796, section 3.2, Ψ-learning. There, each note has a
    /// reward.
    private func temporalDifferences(_ round: Round) -> [[Double]] {
        round.sampled.indices.map { tune in
            let count = round.sampled[tune].count
            return (0..<count).map { i in
                let value = round.current[tune][i] + round.currentValues[tune][i]
                let next = i + 1 < count ? round.sampledValues[tune][i + 1] : round.rewards[tune] / settings.kl
                return (value - round.base[tune][i] - next) / round.tokens
            }
        }
    }
}
