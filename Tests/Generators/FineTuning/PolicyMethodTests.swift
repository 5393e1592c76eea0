import Foundation
import MuseGenerators
import MuseProtocols
import Testing

/// Two tunes of two tokens and one token. The first is better.
@Suite struct PolicyMethodTests {
    private func settings(_ method: FineTuning.Method, kl: Double = 0.5) -> FineTuning.Settings {
        .init(method: method, kl: kl, steps: 1, tunes: 2, epochs: 1, learningRate: 1e-3, clip: 0.2, klLimit: 1)
    }

    private let round = PolicyMethod.Round(
        rewards: [0.75, 0.25], advantages: [1, -1], sampled: [[-1, -2], [-1]], current: [[-0.9, -1.5], [-1.4]],
        base: [[-1.1, -2.2], [-0.6]], sampledValues: [[0.3, 0.7], [0.2]], currentValues: [[0.4, 0.6], [0.1]])

    private func expect(_ method: FineTuning.Method, _ weights: [[Double]], kl: Double = 0.5) {
        let found = PolicyMethod(settings: settings(method, kl: kl)).weights(round)
        #expect(found.map(\.count) == weights.map(\.count))
        for (a, b) in zip(found.joined(), weights.joined()) { #expect(abs(a - b) < 1e-12, "\(method): \(found)") }
    }

    @Test func advantagesWeightAllTokensEqually() { expect(.reinforce, [[-1.0 / 3, -1.0 / 3], [1.0 / 3]]) }

    /// The ratios are e^0.1, e^0.5 (clipped for the better tune) and e^-0.4 (clipped for the worse).
    @Test func clippedTokensHaveNoWeight() {
        expect(.ppo, [[-exp(0.1) / 3, 0], [0]])
        expect(.grpo, [[-exp(0.1) / 4, 0], [0]])
    }

    /// Compared with the base model, the better tune has gained 0.2 + 0.7, the worse one -0.8.
    @Test func theBetterTuneIsPreferred() {
        let pull = 0.5 / (1 + exp(0.5 * 1.7))
        expect(.dpo, [[-pull, -pull], [pull]])
    }

    /// The values are -0.5 and -0.9, then -1.3. The targets from base, reward and next position are -1.1 + 0.7 and
    /// -2.2 + 0.75 / 0.5, then -0.6 + 0.25 / 0.5.
    @Test func valuesApproachTheirTargets() {
        let differences: [[Double]] = [[-0.1, -0.2], [-1.2]]
        expect(.q, differences.map { $0.map { $0 / 3 } })
    }

    @Test func theKLPenaltyIsSpreadOverTheTokensUnlessTheWeightsContainIt() {
        for method in [FineTuning.Method.reinforce, .ppo, .grpo, .dpo, .q] {
            let isInWeights = method == .dpo || method == .q
            let policy = PolicyMethod(settings: settings(method))
            #expect(policy.klWeight(of: round) == (isInWeights ? 0 : 0.5 / 3))
            #expect(policy.movesScores == (method == .q))
        }
    }
}
