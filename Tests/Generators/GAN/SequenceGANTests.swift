import Foundation
import MuseGenerators
import MuseProtocols
import MuseStorage
import Testing

@Suite struct SequenceGANTests {
    private let corpus = TokenCorpus(vocabularySize: 10, training: toyTunes(20), validation: toyTunes(4, seed: 6))

    private func bytes(_ model: any Model) throws -> [UInt8] { try SafetensorsFile(model.saved().tensors).encoded() }

    /// Interrupted during maximum-likelihood training (8 steps) and during adversarial training (3 rounds).
    @Test(arguments: [3, 40, 70]) func aFitThatWasStoppedGoesOnToTheSameBytes(stop: Int) throws {
        let whole = try smallToy("sequence_gan").fit(corpus, FitContext(random: RandomSource(seed: 1)))
        let memory = MemoryCheckpoints()
        #expect(throws: CancellationError.self) {
            try smallToy("sequence_gan").fit(corpus, FitContext(seed: 1, stoppingAt: stop, memory))
        }
        #expect(memory.load()?.description["stage"] == .string(stop < 8 ? "prior" : "duel"))
        let resumed = try smallToy("sequence_gan").fit(
            corpus, FitContext(random: RandomSource(seed: 1), checkpoints: memory))
        #expect(try bytes(resumed) == bytes(whole))
        #expect(resumed.tuning == whole.tuning && resumed.tuning.points.count == 3)
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
