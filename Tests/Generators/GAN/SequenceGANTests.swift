import Foundation
import MuseGenerators
import MuseProtocols
import MuseStorage
import Testing

@Suite struct SequenceGANTests {
    private let corpus = TokenCorpus(vocabularySize: 10, training: toyTunes(20), validation: toyTunes(4, seed: 6))

    private func bytes(_ model: any Model) throws -> [UInt8] { try SafetensorsFile(model.saved().tensors).encoded() }

    /// Interrupted during maximum-likelihood training (8 steps) and during adversarial training (3 rounds).
    @Test(arguments: ["sequence_gan", "sequence_gan of transformers"], [3, 40, 70])
    func aFitThatWasStoppedGoesOnToTheSameBytes(name: String, stop: Int) throws {
        let whole = try smallToy(name).fit(corpus, FitContext(random: RandomSource(seed: 1)))
        let memory = MemoryCheckpoints()
        #expect(throws: CancellationError.self) {
            try smallToy(name).fit(corpus, FitContext(seed: 1, stoppingAt: stop, memory))
        }
        #expect(memory.load()?.description["stage"] == .string(stop < 8 ? "prior" : "duel"))
        let resumed = try smallToy(name).fit(corpus, FitContext(random: RandomSource(seed: 1), checkpoints: memory))
        #expect(try bytes(resumed) == bytes(whole))
        #expect(resumed.tuning == whole.tuning && resumed.tuning.points.count == 3)
    }

    private static let transformer = [
        ("layers", "2"), ("channels", "16"), ("heads", "4"), ("context", "32"),
    ]

    /// Without `training`, the first round is sampled from the pretrained Transformer, whose weights it has.
    @Test func aPretrainedTransformerIsTheFirstPolicy() throws {
        let transformer = try toy(
            "transformer", Self.transformer + [("training.steps", "20"), ("training.batch_tokens", "128")]
        ).fit(corpus, FitContext(random: RandomSource(seed: 2)))
        func context(_ checkpoints: MemoryCheckpoints, stoppingAt stop: Int = .max) -> FitContext {
            var context = FitContext(seed: 1, stoppingAt: stop, checkpoints)
            context.pretrained = transformer.saved()
            return context
        }
        let settings = Self.transformer + [("network", "transformer"), ("rounds", "2"), ("tunes", "6")]
        let model = try toy("sequence_gan", settings + [("policy_rate", "1e-7")])
            .fit(corpus, context(MemoryCheckpoints()))
        // The steps are so small that rounding undoes them.
        for tune in toyTunes(3, seed: 8) {
            for (one, other) in try zip(model.logProbabilities(of: tune), transformer.logProbabilities(of: tune)) {
                #expect(abs(one - other) < 1e-3)
            }
        }
        #expect(model.curve.points.isEmpty && model.tuning.points.count == 2)
        // Interrupted during the first round, it continues to the same bytes.
        let gan = try toy("sequence_gan", settings)
        let whole = try gan.fit(corpus, context(MemoryCheckpoints()))
        let stopped = MemoryCheckpoints()
        #expect(throws: CancellationError.self) { try gan.fit(corpus, context(stopped, stoppingAt: 35)) }
        #expect(try bytes(gan.fit(corpus, context(stopped))) == bytes(whole))
    }

    /// With `training`, the pretrained Transformer is first trained by maximum likelihood.
    @Test func trainingComesBeforeTheAdversarialRounds() throws {
        let transformer = try toy(
            "transformer", Self.transformer + [("training.steps", "2"), ("training.batch_tokens", "128")]
        ).fit(corpus, FitContext(random: RandomSource(seed: 2)))
        var context = FitContext(random: RandomSource(seed: 1))
        context.pretrained = transformer.saved()
        let model = try toy(
            "sequence_gan",
            Self.transformer + [
                ("network", "transformer"), ("rounds", "1"), ("tunes", "4"), ("training.steps", "8"),
                ("training.batch_tokens", "128"), ("training.validation_interval", "4"),
            ]
        ).fit(corpus, context)
        #expect(model.curve.points.count == 2)
    }

    @Test func settingsOfTheOtherArchitectureAreRefused() {
        func message(_ settings: [(String, String)]) -> [String]? {
            #expect(throws: RecipeErrors.self) { try toy("sequence_gan", settings) }?.errors.map(\.message)
        }
        #expect(message([("heads", "2")]) == ["'heads' has no effect here: it needs `network: transformer`"])
        #expect(
            message([("network", "transformer"), ("cell", "lstm")])
                == ["'cell' has no effect here: it needs `network: recurrent`"])
    }

    /// A hardly trained network learns from a critic whose real tunes repeat a single token.
    @Test func theCriticTeachesWhatTheTunesAreLike() throws {
        let tunes = (0..<40).map { [TokenID](repeating: TokenID(3 + $0 % 2), count: 8) + [9] }
        let model = try toy(
            "sequence_gan",
            [
                ("channels", "32"), ("rounds", "40"), ("tunes", "24"), ("kl", "0"), ("leash", "100"),
                ("policy_rate", "0.005"), ("critic_steps", "3"), ("training.steps", "1"), ("training.dropout", "0"),
            ]
        ).fit(TokenCorpus(vocabularySize: 10, training: tunes), FitContext(random: RandomSource(seed: 1)))
        let distances = model.tuning.points.compactMap(\.distance)
        #expect(distances.count == model.tuning.points.count)
        #expect(try #require(distances.min()) < 0.7 * distances[0], "\(distances)")
    }

    @Test func theFormerNameSaysWhichTwoGeneratorsThereAreNow() {
        let error = #expect(throws: RecipeErrors.self) { try toy("gan") }
        #expect(
            error?.errors.map(\.message) == [
                "'gan' is now two generators: 'grid_gan' generates whole bars and needs tokens on a grid; "
                    + "'sequence_gan' generates token by token"
            ])
        #expect(error?.errors.map(\.path) == ["generator.type"])
    }

    /// Bigrams of abab against abba: ab, ba, ab against ab, bb, ba.
    @Test func tokensThatFollowEachOtherAreCounted() {
        let (one, other) = (TokenStatistics([[0, 1, 0, 1]]), TokenStatistics([[0, 1, 1, 0]]))
        func part(_ p: Double, _ q: Double) -> Double { p > 0 ? p / 2 * log(p / ((p + q) / 2)) : 0 }
        let third = 1.0 / 3
        let expected = part(2 * third, third) + part(third, 2 * third) + part(third, 0) + 2 * part(third, third)
        #expect(one.divergence(from: one) == 0)
        #expect(abs(one.divergence(from: other) - expected) < 1e-12)
        #expect(abs(one.divergence(from: TokenStatistics([[5, 5]])) - log(2)) < 1e-12)
    }
}
