import MuseGenerators
import MuseNeural
import MuseProtocols
import MuseStorage
import Testing

/// Fits `lstm`, `gru` and `transformer` with settings of a recipe.
@Suite struct NeuralFittingTests {
    static let names = ["lstm", "gru", "transformer"]

    private let corpus = TokenCorpus(
        vocabularySize: 10, training: toyTunes(20), validation: toyTunes(4, seed: 6))

    private func bytes(_ model: any Model) throws -> [UInt8] { try SafetensorsFile(model.saved().tensors).encoded() }

    @Test(arguments: names, [1, 4, 5]) func aFitThatWasStoppedGoesOnToTheSameBytes(name: String, stop: Int) throws {
        let whole = try smallToy(name).fit(corpus, FitContext(random: RandomSource(seed: 1)))
        let memory = MemoryCheckpoints()
        #expect(throws: CancellationError.self) {
            try smallToy(name).fit(corpus, FitContext(seed: 1, stoppingAt: stop, memory))
        }
        #expect(memory.load()?.description["step"] == .int(stop))
        let said = Monitor<[String]>([])
        let resumed = try smallToy(name).fit(
            corpus,
            FitContext(
                random: RandomSource(seed: 1), checkpoints: memory, say: { line in said.change { $0.append(line) } }))
        #expect(said.read { $0 }.contains { $0.contains("resumes after step \(stop)") })
        #expect(try bytes(resumed) == bytes(whole))
    }

    @Test(arguments: names) func anotherSeedGivesOtherWeights(name: String) throws {
        let models = try [1, 2].map { try smallToy(name).fit(corpus, FitContext(random: RandomSource(seed: $0))) }
        #expect(try bytes(models[0]) != bytes(models[1]))
    }

    @Test(arguments: names, [("adamw", "0.01"), ("muon", "0.1")])
    func itLearnsWhatThereIsToLearn(name: String, optimizer: (name: String, rate: String)) throws {
        // Scales, which the first tokens determine.
        let scales = (0..<27).map { number -> [TokenID] in
            let width = 1 + number / 9
            return (0..<12).map { TokenID((number + $0 * width) % 9) }
        }
        let model = try toy(
            name,
            [
                ("channels", "32"), ("layers", "2"), ("training.steps", "200"), ("training.batch_tokens", "512"),
                ("training.optimizer", optimizer.name), ("training.learning_rate", optimizer.rate),
                ("training.dropout", "0"),
            ]
        ).fit(scales, of: 10)
        for scale in scales {
            // The first token is one of 9, the second is one of three above it.
            let found = try model.logProbabilities(of: scale)
            #expect(abs(found[0] + logarithm(9)) < 0.5 && abs(found[1] + logarithm(3)) < 0.5)
            #expect(found[2...].allSatisfy { $0 > -0.25 })
        }
    }

    @Test(arguments: names) func weightsOfBF16StochasticAreBF16Values(name: String) throws {
        let model = try toy(
            name, [("channels", "16"), ("weights", "bf16_stochastic"), ("training.steps", "3")]
        ).fit(corpus, FitContext(random: RandomSource(seed: 1)))
        for tensor in model.saved().tensors {
            #expect(try tensor.floats().allSatisfy { $0.bitPattern & 0xFFFF == 0 }, "\(tensor.name)")
        }
    }

    @Test(arguments: names) func aProcessorWithoutBF16TrainsInFloatsAndSaysSo(name: String) throws {
        let said = Monitor<[String]>([])
        func model(_ precision: String) throws -> any Model {
            try toy(name, [("channels", "16"), ("precision", precision), ("training.steps", "3")]).fit(
                corpus,
                FitContext(random: RandomSource(seed: 1), say: { line in said.change { $0.append(line) } }))
        }
        let isTheSame = try bytes(model("bf16")) == bytes(model("f32"))
        #expect(isTheSame == !Precision.hasBF16)
        #expect(said.read { $0 }.contains { $0.contains("no bf16 instructions") } == !Precision.hasBF16)
    }
}
