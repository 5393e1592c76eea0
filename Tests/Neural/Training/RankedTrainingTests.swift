import MuseNeural
import MuseProtocols
import MuseStorage
import Testing

/// Training by several ranks, which are threads here.
@Suite struct RankedTrainingTests {
    private func settings(steps: Int = 12, threads: Int = 2) -> TrainingSettings {
        TrainingSettings(
            steps: steps, batchTokens: 1500, schedule: Schedule(peak: 0.05, warmUp: 0, steps: steps, decay: .constant),
            optimizer: AdamW(weightDecay: 0), clip: 0.1, validationInterval: 3, patience: 100, threads: threads)
    }

    /// The weights and the learning curve after training.
    private struct Trained: Equatable, Sendable {
        var weights: [Float]
        var curve: LearningCurve
        var description: [String: JSON]
        var tensors: [[UInt8]]

        init(_ state: TrainingState, _ network: Bigram) {
            weights = Array(state.weights[network.table])
            curve = state.curve
            let checkpoint = state.checkpoint()
            (description, tensors) = (checkpoint.description, checkpoint.tensors.map(\.bytes))
        }

        var losses: [Double] { curve.points.flatMap { [$0.training, $0.validation ?? 0] } }
    }

    private static func network(dropout: Float) -> Bigram { Bigram(dropout: dropout) }

    /// Trains on `ranks` ranks with `threads` threads each.
    ///
    /// - Parameter saved: the checkpoint to resume from.
    private func train(
        ranks: Int, threads: Int, dropout: Float = 0.2, until stop: Int = .max, from saved: SavedModel? = nil
    ) throws -> [Trained] {
        let settings = settings(threads: threads)
        return try LocalRank.run(ranks, threads: threads) { communicator in
            let network = Bigram(dropout: dropout)
            let state = TrainingState(Weights(network.layout, initialisedFrom: RandomSource(seed: 1)))
            if let saved { try state.restore(saved) }
            let trainer = try Trainer(
                network, state, settings, training: pieces(bigramSequences(400, seed: 8)),
                validation: bigramSequences(150, seed: 9), random: RandomSource(seed: 1), communicator: communicator
            ) { sequence, _ in Example(sequence, start: 5) }
            trainer.run { $0.step < stop }
            return Trained(state, network)
        }
    }

    @Test func allRanksHaveTheWeightsAndTheCurveOfOneProcessWithAsManyThreads() throws {
        let alone = try train(ranks: 1, threads: 2)[0]
        #expect(alone.curve.points.count == 4)
        for rank in try train(ranks: 2, threads: 1) { #expect(rank == alone) }
    }

    @Test(arguments: [(2, 2), (4, 1), (3, 1)]) func moreRanksChangeNothingButTheOrderOfSums(ranks: Int, threads: Int)
        throws
    {
        // Without dropout, whose masks belong to the parts into which a batch is divided.
        let alone = try train(ranks: 1, threads: 1, dropout: 0)[0]
        let all = try train(ranks: ranks, threads: threads, dropout: 0)
        #expect(all.allSatisfy { $0 == all[0] })
        #expect(zip(all[0].losses, alone.losses).allSatisfy { abs($0 - $1) < 1e-5 })
        #expect(all[0].losses.count == 8)
    }

    @Test func theSameNumberOfRanksGivesTheSameBits() throws {
        #expect(try train(ranks: 3, threads: 2) == train(ranks: 3, threads: 2))
    }

    @Test func aTrainingResumesBitIdenticallyAndGoesOnWithAnotherNumberOfRanks() throws {
        let whole = try train(ranks: 2, threads: 2, dropout: 0)[0]
        let stopped = try stoppedCheckpoint(at: 5, ranks: 2)
        #expect(try train(ranks: 2, threads: 2, dropout: 0, from: stopped)[0] == whole)
        let other = try train(ranks: 3, threads: 1, dropout: 0, from: stopped)[0]
        #expect(zip(other.losses, whole.losses).allSatisfy { abs($0 - $1) < 1e-5 })
    }

    private func stoppedCheckpoint(at stop: Int, ranks: Int) throws -> SavedModel {
        let settings = settings()
        return try LocalRank.run(ranks, threads: 2) { communicator in
            let network = Bigram()
            let state = TrainingState(Weights(network.layout, initialisedFrom: RandomSource(seed: 1)))
            let trainer = try Trainer(
                network, state, settings, training: pieces(bigramSequences(400, seed: 8)),
                validation: bigramSequences(150, seed: 9), random: RandomSource(seed: 1), communicator: communicator
            ) { sequence, _ in Example(sequence, start: 5) }
            trainer.run { $0.step < stop }
            return state.checkpoint()
        }[0]
    }

    /// Gradients larger than a bucket, with values whose sums are exact: part p adds p + 1 to each element.
    @Test(arguments: [1, 2]) func gradientsOfAllThreadsOfAllRanksAreSummed(threads: Int) throws {
        let rows = 3 * GradientReducer.bucket / 4096 + 1
        let weights = try LocalRank.run(3, threads: threads) { communicator in
            var layout = ParameterLayout()
            let (low, high) = (layout.matrix("low", rows, 2048, .zero), layout.matrix("high", rows, 2048, .zero))
            let state = TrainingState(Weights(layout))
            let stepper = try Stepper(state, threads: threads, communicator: communicator)
            let losses = stepper.losses(7, records: true) { part, tape in
                let x = tape.tensor(1, 2048, [Float](repeating: Float(part + 1), count: 2048))
                let y = tape.add(tape.affine(x, low), tape.affine(x, high))
                tape.backward(from: y, [Float](repeating: 1, count: rows))
                return Double(part)
            }
            #expect(losses == [0, 1, 2, 3, 4, 5, 6])
            stepper.update(SGD(momentum: 0), rate: 1, clip: .infinity, random: RandomSource(seed: 1))
            let figures = stepper.reduction
            #expect(figures?.steps == 1 && figures?.bytes == 4 * layout.size)
            return [low, high].flatMap { Array(state.weights[$0]) }
        }
        // 1 + 2 + … + 7 = 28.
        #expect(weights.allSatisfy { $0.allSatisfy { $0 == -28 } })
    }

    @Test func partsAreDealtToTheThreadsOfAllRanksInTurn() throws {
        let numbers = try LocalRank.run(2, threads: 2) { WorkerNumbers($0, threads: 9) }
        let parts = numbers.map { n in (0..<2).map { Array(n.parts(of: 7, worker: $0)) } }
        #expect(parts == [[[0, 4], [1, 5]], [[2, 6], [3]]])
        let single = WorkerNumbers(SingleProcess(), threads: 3)
        #expect((0..<3).map { Array(single.parts(of: 7, worker: $0)) } == [[0, 3, 6], [1, 4], [2, 5]])
    }
}
