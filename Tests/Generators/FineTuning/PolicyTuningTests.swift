import Foundation
import MuseGenerators
import MuseProtocols
import MuseStorage
import Testing

/// Tunes of a fixed length over tokens 0 to 7, followed by 9. Token 8 is never allowed.
private struct FixedLength: TokenGrammar {
    var length = 6

    struct State: GrammarState {
        let length: Int
        var count = 0

        func allowed(_ mask: inout [Bool], tokensLeft: Int) {
            for t in mask.indices { mask[t] = count < length ? t < 8 : t == 9 }
        }

        mutating func advance(_ token: TokenID) { count += 1 }
        var isEnded: Bool { count > length }
    }

    func start() -> any GrammarState { State(length: length) }
}

@Suite struct PolicyTuningTests {
    static let names = ["lstm", "gru", "transformer"]

    private func base(_ name: String) throws -> SavedModel {
        try smallToy(name).fit(toyTunes(20), of: 10).saved()
    }

    /// Samples tunes as the sampler does.
    @Sendable private static func sample(
        _ model: any Model, _ count: Int, _ random: RandomSource, _ grammar: FixedLength
    ) throws -> [[TokenID]] {
        var random = random
        let decoder = try model.decoder(for: DecodingRequest(rows: count))
        var tunes = [[TokenID]](repeating: [], count: count)
        var states = (0..<count).map { _ in grammar.start() }
        var scores: [Float] = []
        var mask = [Bool](repeating: false, count: 10)
        for _ in 0...grammar.length {
            try decoder.scores(into: &scores)
            for row in 0..<count {
                states[row].allowed(&mask, tokensLeft: 100)
                let shares = mask.indices.map { mask[$0] ? exp(Double(scores[row * 10 + $0])) : 0 }
                var left = random.uniform() * shares.reduce(0, +)
                let token = shares.indices.first { t in
                    left -= shares[t]
                    return left < 0
                }
                tunes[row].append(TokenID(token ?? mask.lastIndex(of: true) ?? 0))
                states[row].advance(tunes[row][tunes[row].count - 1])
            }
            decoder.accept(tunes.map { $0[$0.count - 1] })
        }
        return tunes
    }

    private func task(
        _ method: FineTuning.Method, kl: Double = 0.02, steps: Int = 40, klLimit: Double = 10, rate: Double = 0.01,
        length: Int = 6, reward: @escaping @Sendable ([TokenID]) -> Double
    ) throws -> FineTuning {
        let grammar = FixedLength(length: length)
        return FineTuning(
            settings: .init(
                method: method, kl: kl, steps: steps, tunes: 16, epochs: 2, learningRate: rate, clip: 0.2,
                klLimit: klLimit),
            rewards: [.init(name: "threes", weight: 2)], grammar: grammar, vocabularySize: 10, maxTokens: 100,
            sample: { try Self.sample($0, $1, $2, grammar) }, satisfactions: { $0.map { [reward($0)] } })
    }

    @Sendable private static func threes(_ tune: [TokenID]) -> Double { Double(tune.count { $0 == 3 }) / 6 }

    private func tune(_ name: String, _ base: SavedModel, _ task: FineTuning, _ context: FitContext? = nil) throws
        -> any Model
    {
        try smallToy(name).fineTune(base, reading: nil, task, context ?? FitContext(random: RandomSource(seed: 4)))
    }

    @Test(arguments: names, [FineTuning.Method.reinforce, .ppo, .grpo, .dpo])
    func rewardsAreLearned(name: String, method: FineTuning.Method) throws {
        let points = try tune(name, base(name), task(method, reward: Self.threes)).tuning.points
        #expect(points.map(\.step) == Array(0..<40))
        #expect(points[0].kl < 1e-3 && points[0].entropy > 1.5)
        let first = points[..<4].reduce(0) { $0 + $1.reward }
        let last = points[36...].reduce(0) { $0 + $1.reward }
        #expect(last > first + 0.8, "\(points.map(\.reward))")
        #expect(points[39].kl > 0.02)
        for point in points {
            #expect(point.satisfactions == [point.reward])
            #expect(point.distinct > 0 && point.distinct <= 1)
        }
    }

    /// For tunes of one token, the optimal policy under the KL penalty is known: base · exp(reward / kl).
    @Test func qLearningFindsTheOptimalPolicy() throws {
        let base = try base("lstm")
        let values = [0.9, 0.1, 0.5, 0.7, 0.2, 0.0, 0.3, 0.8]
        let task = try task(.q, kl: 0.5, steps: 300, rate: 0.003, length: 1) { values[Int($0[0])] }
        let model = try tune("lstm", base, task)
        let before = try smallToy("lstm").load(base, reading: nil)
        let weights = try values.indices.map { try before.probability(TokenID($0)) * exp(values[$0] / 0.5) }
        let shares = try values.indices.map { try model.probability(TokenID($0)) }
        let (allWeights, allShares) = (weights.reduce(0, +), shares.reduce(0, +))
        for (weight, share) in zip(weights, shares) {
            let difference: Double = weight / allWeights - share / allShares
            #expect(abs(difference) < 0.04)
        }
    }

    @Test func aStrongKLPenaltyKeepsTheModelNearTheBase() throws {
        let base = try base("transformer")
        let loose = try tune("transformer", base, task(.grpo, kl: 0.01, reward: Self.threes)).tuning.points[39]
        let tight = try tune("transformer", base, task(.grpo, kl: 20, reward: Self.threes)).tuning.points[39]
        #expect(tight.kl < 0.1 * loose.kl, "\(tight.kl), \(loose.kl)")
    }

    @Test func trainingStopsAtTheKLLimit() throws {
        let said = Monitor<[String]>([])
        let context = FitContext(random: RandomSource(seed: 4), say: { line in said.change { $0.append(line) } })
        let model = try tune("gru", base("gru"), task(.reinforce, klLimit: 0.05, reward: Self.threes), context)
        let points = model.tuning.points
        #expect(points.count < 40 && points.allSatisfy { $0.kl <= 0.05 })
        #expect(said.read { $0 }.contains { $0.contains("stopped after step \(points.count)") })
    }

    @Test(arguments: names) func theSameSeedGivesTheSameBytesAndAStopMakesNoDifference(name: String) throws {
        let base = try base(name)
        let task = try task(.ppo, steps: 5, reward: Self.threes)
        func bytes(_ model: any Model) throws -> [UInt8] {
            try SafetensorsFile(model.saved().tensors).encoded()
        }
        let whole = try tune(name, base, task)
        for stop in [1, 3, 5] {
            let memory = MemoryCheckpoints()
            #expect(throws: CancellationError.self) {
                try tune(name, base, task, FitContext(seed: 4, stoppingAt: stop, memory))
            }
            let resumed = try tune(name, base, task, FitContext(random: RandomSource(seed: 4), checkpoints: memory))
            #expect(try bytes(resumed) == bytes(whole))
            #expect(resumed.tuning == whole.tuning)
        }
        // The curve is part of the model.
        #expect(try smallToy(name).load(whole.saved(), reading: nil).tuning == whole.tuning)
    }
}
