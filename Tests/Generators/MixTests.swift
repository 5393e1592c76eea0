import MuseGenerators
import MuseProtocols
import MuseStorage
import Testing

@Suite struct MixTests {
    private let corpus = TokenCorpus(vocabularySize: 10, training: toyTunes(20))
    private let context: [TokenID] = [0, 4, 2]
    private var fresh: FitContext { FitContext(random: RandomSource(seed: 1)) }

    /// The probabilities of all tokens after the context.
    private func probabilities(_ model: any Model) throws -> [Double] {
        let decoder = try model.decoder(for: DecodingRequest(rows: 1))
        try decoder.read(context)
        var scores: [Float] = []
        try decoder.scores(into: &scores)
        return scores.map { exponential(Double($0)) }
    }

    private func markov(order: Int, weight: String) -> (String, [(String, String)]) {
        ("markov", [("order", "\(order)"), ("weight", weight)])
    }

    /// The probabilities of the models that are mixed.
    private func parts() throws -> [[Double]] {
        try [1, 2].map { try probabilities(try toy("markov", [("order", "\($0)")]).fit(corpus, fresh)) }
    }

    @Test func aProductMultipliesPowersOfTheProbabilities() throws {
        let parts = try parts()
        let mix = try toyMix([markov(order: 1, weight: "2"), markov(order: 2, weight: "0.5")]).fit(corpus, fresh)
        let powers = zip(parts[0], parts[1]).map { $0 * $0 * $1.squareRoot() }
        let sum = powers.reduce(0, +)
        for (found, power) in zip(try probabilities(mix), powers) { #expect(abs(found - power / sum) < 1e-6) }
    }

    @Test func aMixtureAddsWeightedProbabilities() throws {
        let parts = try parts()
        let mix = try toyMix([markov(order: 1, weight: "3"), markov(order: 2, weight: "1")], method: "mixture")
            .fit(corpus, fresh)
        for (i, found) in try probabilities(mix).enumerated() {
            #expect(abs(found - (0.75 * parts[0][i] + 0.25 * parts[1][i])) < 1e-6)
        }
    }

    @Test func aModelOfWeightZeroHasNoSay() throws {
        let parts = try parts()
        let mix = try toyMix([markov(order: 1, weight: "0"), markov(order: 2, weight: "1")]).fit(corpus, fresh)
        for (found, own) in zip(try probabilities(mix), parts[1]) { #expect(abs(found - own) < 1e-6) }
    }

    /// Stopped while the second model, a network, is trained.
    @Test func aFitThatWasStoppedGoesOnToTheSameBytes() throws {
        func bytes(_ model: any Model) throws -> [UInt8] { try SafetensorsFile(model.saved().tensors).encoded() }
        let first = [("states", "3"), ("iterations", "4")]
        let second = [
            ("layers", "1"), ("channels", "16"), ("embedding", "8"), ("training.steps", "8"),
            ("training.batch_tokens", "128"), ("training.validation_interval", "4"),
        ]
        func mix() throws -> any Generator { try toyMix([("hmm", first), ("lstm", second)]) }
        let checks = Monitor(0)
        _ = try toy("hmm", first).fit(
            corpus,
            FitContext(
                random: RandomSource(seed: 1),
                isCancelled: {
                    checks.change { $0 += 1 }
                    return false
                }))
        let memory = MemoryCheckpoints()
        #expect(throws: CancellationError.self) {
            try mix().fit(corpus, FitContext(seed: 1, stoppingAt: checks.read { $0 } + 3, memory)).decisions
        }
        let saved = try #require(try memory.load()?.parts())
        #expect(saved.map { $0 != nil } == [true, false, true])
        #expect(saved[2]?.description["step"] == .int(3))
        let whole = try mix().fit(corpus, fresh)
        let resumed = try mix().fit(corpus, FitContext(random: RandomSource(seed: 1), checkpoints: memory))
        #expect(try bytes(resumed) == bytes(whole))
    }
}
