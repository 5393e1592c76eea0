import MusePlatform
package import MuseProtocols

/// The policy-gradient methods. Each gives the loss a weight for the log-probability of each token, or for its logit
/// if `movesScores` is true. A negative weight makes a token more likely.
package struct PolicyMethod {
    /// The tunes of a round; values are by tune and token. `π` is the policy.
    package struct Round {
        package var rewards: [Double]
        package var advantages: [Double]
        /// `ln π` of the tokens, at sampling time and now.
        package var drawn: [[Double]]
        package var now: [[Double]]
        /// Log-probabilities under the base model.
        package var base: [[Double]]
        /// Log-sum-exp of the logits, at sampling time and now: the state value of `q`.
        package var worthDrawn: [[Double]]
        package var worthNow: [[Double]]

        package init(
            rewards: [Double], advantages: [Double], drawn: [[Double]], now: [[Double]], base: [[Double]],
            worthDrawn: [[Double]], worthNow: [[Double]]
        ) {
            self.rewards = rewards
            self.advantages = advantages
            self.drawn = drawn
            self.now = now
            self.base = base
            self.worthDrawn = worthDrawn
            self.worthNow = worthNow
        }

        var tokens: Double { Double(max(1, drawn.reduce(0) { $0 + $1.count })) }
    }

    private let settings: FineTuning.Settings

    package init(settings: FineTuning.Settings) { self.settings = settings }

    /// `q` interprets logits as action values.
    package var movesScores: Bool { settings.method == .q }

    /// Weight of the KL penalty at each token; 0 for `dpo` and `q`, whose objectives contain the base model.
    package func klWeight(of round: Round) -> Double {
        switch settings.method {
        case .reinforce, .ppo, .grpo: settings.kl / round.tokens
        case .dpo, .q: 0
        }
    }

    package func weights(_ round: Round) -> [[Double]] {
        switch settings.method {
        case .reinforce: reinforce(round)
        case .ppo: clipped(round) { _ in 1 / round.tokens }
        case .grpo: clipped(round) { 1 / (Double(round.drawn.count) * Double(max(1, $0))) }
        case .dpo: preferences(round)
        case .q: temporalDifferences(round)
        }
    }

    /// `-A` per token. Source: Williams, Machine Learning 8, 1992, with the round's mean reward as baseline.
    private func reinforce(_ round: Round) -> [[Double]] {
        zip(round.drawn, round.advantages).map { tokens, advantage in tokens.map { _ in -advantage / round.tokens } }
    }

    /// `-A ρ` with the probability ratio `ρ = π / π(drawn)`, clipped to `1 ± clip`.
    ///
    /// Source: Schulman et al., arXiv:1707.06347 (ppo; the round's mean reward is the baseline instead of a critic),
    /// and Shao et al., arXiv:2402.03300 (grpo: weighted by the length of the tune).
    private func clipped(_ round: Round, share: (Int) -> Double) -> [[Double]] {
        round.drawn.indices.map { tune in
            let advantage = round.advantages[tune]
            let share = share(round.drawn[tune].count)
            return zip(round.drawn[tune], round.now[tune]).map { drawn, now in
                let ratio = exp(now - drawn)
                let isFar = advantage > 0 ? ratio > 1 + settings.clip : ratio < 1 - settings.clip
                return isFar ? 0 : -advantage * ratio * share
            }
        }
    }

    /// Pairs the best tune with the worst, the second best with the second worst, and so on:
    /// `-ln σ(β (ln π/base(better) - ln π/base(worse)))` with `β = kl`.
    ///
    /// Source: Rafailov et al., arXiv:2305.18290, equation 7; the pairs are sampled from the policy itself.
    private func preferences(_ round: Round) -> [[Double]] {
        var weights = round.drawn.map { $0.map { _ in 0.0 } }
        let order = round.rewards.indices.sorted { (round.rewards[$0], $1) > (round.rewards[$1], $0) }
        let pairs = (0..<order.count / 2).map { (better: order[$0], worse: order[order.count - 1 - $0]) }
            .filter { round.rewards[$0.better] > round.rewards[$0.worse] }
        func gain(_ tune: Int) -> Double { zip(round.now[tune], round.base[tune]).reduce(0) { $0 + $1.0 - $1.1 } }
        for (better, worse) in pairs {
            let margin = settings.kl * (gain(better) - gain(worse))
            let pull = settings.kl / (1 + exp(margin)) / Double(pairs.count)
            for i in weights[better].indices { weights[better][i] -= pull }
            for i in weights[worse].indices { weights[worse][i] += pull }
        }
        return weights
    }

    /// Makes the logits consistent action values `Q`: `Q(token) = ln base + r / kl + ln Σ exp Q` of the next position.
    /// The reward is given at the end of the tune. Returns the gradient of half the squared difference.
    ///
    /// Source: Jaques et al., "Sequence Tutor", arXiv:1611.02796, section 3.2, Ψ-learning; they give a reward for each
    /// note.
    private func temporalDifferences(_ round: Round) -> [[Double]] {
        round.drawn.indices.map { tune in
            let count = round.drawn[tune].count
            return (0..<count).map { i in
                let worth = round.now[tune][i] + round.worthNow[tune][i]
                let next = i + 1 < count ? round.worthDrawn[tune][i + 1] : round.rewards[tune] / settings.kl
                return (worth - round.base[tune][i] - next) / round.tokens
            }
        }
    }
}
