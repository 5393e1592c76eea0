import MuseGenerators
import MuseNeural
import MuseProtocols
import MuseStorage
import Testing

/// Fitting by several ranks, which are threads here.
@Suite struct RankedFittingTests {
    static let names = ["lstm", "gru", "transformer", "vae", "vae of transformers"]
    private let corpus = TokenCorpus(vocabularySize: 10, training: toyTunes(40), validation: toyTunes(4, seed: 6))

    private func context(_ communicator: any Communicator, say: @escaping @Sendable (String) -> Void = { _ in })
        -> FitContext
    {
        FitContext(random: RandomSource(seed: 1), say: say, communicator: communicator)
    }

    /// Batches of all tunes, so that each has several parts.
    private func generator(_ name: String) throws -> any Generator {
        let training = [
            ("training.steps", "8"), ("training.batch_tokens", "1024"), ("training.validation_interval", "4"),
        ]
        let size = [("layers", "2"), ("channels", "16")]
        return switch name {
        case "transformer": try toy(name, size + [("heads", "4"), ("key_heads", "2"), ("context", "32")] + training)
        case "vae": try toy(name, size + [("embedding", "8"), ("latent", "4"), ("annealing", "4")] + training)
        case "vae of transformers":
            try toy(
                "vae",
                size + [
                    ("decoder", "transformer"), ("heads", "4"), ("context", "32"), ("latent", "4"),
                    ("group_latent", "2"), ("annealing", "4"),
                ] + training)
        default: try toy(name, size + [("embedding", "8")] + training)
        }
    }

    @Test(arguments: names) func twoRanksFitTheModelOfOneProcessWithTwoThreads(name: String) throws {
        let generator = try generator(name)
        #expect(generator.fitsOnAllRanks)
        let corpus = corpus
        func bytes(ranks: Int, threads: Int) throws -> [[UInt8]] {
            try LocalRank.run(ranks, threads: threads) { communicator in
                let model = try generator.fit(corpus, context(communicator))
                return try SafetensorsFile(model.saved().tensors).encoded()
            }
        }
        let alone = try bytes(ranks: 1, threads: 2)
        #expect(try bytes(ranks: 2, threads: 1) == [alone[0], alone[0]])
    }

    @Test func allRanksStopIfOneIsCancelledAndTheFirstSaves() throws {
        let generator = try generator("lstm")
        let (corpus, saved) = (corpus, (0..<2).map { _ in MemoryCheckpoints() })
        let steps = try LocalRank.run(2) { communicator in
            let asked = Monitor(0)
            var context = context(communicator)
            context.checkpoints = saved[communicator.rank]
            context.isCancelled = {
                asked.change {
                    $0 += 1
                    return communicator.rank == 1 && $0 == 3
                }
            }
            #expect(throws: CancellationError.self) { try generator.fit(corpus, context) }
            return asked.read { $0 }
        }
        #expect(steps == [3, 3])
        #expect(saved[0].load()?.description["step"] == .int(3) && saved[1].load() == nil)
    }

    @Test func theFirstRankTellsWhatTheSumsOfGradientsCost() throws {
        let generator = try generator("transformer")
        let corpus = corpus
        let said = try LocalRank.run(2) { communicator in
            let lines = Monitor<[String]>([])
            _ = try generator.fit(corpus, context(communicator) { line in lines.change { $0.append(line) } })
            return lines.read { $0 }
        }
        #expect(said[0].contains { $0.hasPrefix("all-reduce: 8 steps on 2 processes with 2 threads in all") })
    }

    @Test func differentWeightsAreFound() throws {
        // As if the machines computed differently.
        let generators = try ["0.01", "0.011"].map {
            try smallToy("lstm", [("training.learning_rate", $0)])
        }
        let corpus = corpus
        let errors = try LocalRank.run(2) { communicator in
            #expect(throws: FitError.self) {
                try generators[communicator.rank].fit(corpus, context(communicator))
            }
        }
        #expect(errors.allSatisfy { $0?.description.contains("the weights of process 1 differ") == true })
    }

    @Test func costsAreMeasuredForEachNumberOfMachines() throws {
        let costs = try #require(
            try generator("lstm").trainingCosts(
                corpus, [SingleProcess(), Rehearsal(size: 3)], context(SingleProcess()), seconds: 0.01))
        #expect(costs.count == 2 && costs.allSatisfy { $0.steps == 8 && $0.tokens == 1024 && $0.seconds > 0 })
        #expect(costs[1].threads == 3 * costs[0].threads)
        #expect(costs[0].gradientBytes == costs[1].gradientBytes && costs[0].gradientBytes > 0)
        #expect(
            try smallToy("hmm").trainingCosts(corpus, [SingleProcess()], context(SingleProcess()), seconds: 1) == nil)
    }
}
