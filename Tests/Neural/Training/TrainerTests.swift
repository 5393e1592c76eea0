import MuseNeural
import MuseProtocols
import MuseStorage
import Testing

@Suite struct TrainerTests {
    private func settings(
        steps: Int = 40, batchTokens: Int = 64, rate: Double = 0.05, clip: Double = 1, interval: Int = 10,
        patience: Int = 100, threads: Int = 2, rounds: Bool = false
    ) -> TrainingSettings {
        TrainingSettings(
            steps: steps, batchTokens: batchTokens,
            schedule: Schedule(peak: rate, warmUp: 0, steps: steps, decay: .constant),
            optimizer: AdamW(weightDecay: 0, roundsStochastically: rounds), clip: clip, validationInterval: interval,
            patience: patience, threads: threads)
    }

    private let validation = bigramSequences(20, seed: 9)

    private func state(_ network: Bigram, seed: UInt64 = 1) -> TrainingState {
        TrainingState(Weights(network.layout, initialisedFrom: RandomSource(seed: seed)))
    }

    /// Trains, and returns the trainer for its result.
    @discardableResult private func train(
        _ network: Bigram, _ state: TrainingState, _ settings: TrainingSettings, seed: UInt64 = 1,
        training: [ArraySlice<TokenID>] = bigramSequences(60, seed: 8), validation: [ArraySlice<TokenID>]? = nil,
        afterStep: (TrainingState) -> Bool = { _ in true }
    ) throws -> Trainer<Bigram> {
        let trainer = try Trainer(
            network, state, settings, training: pieces(training),
            validation: validation ?? self.validation, random: RandomSource(seed: seed)
        ) { sequence, _ in Example(sequence, start: 5) }
        trainer.run(afterStep: afterStep)
        return trainer
    }

    private func bits(_ weights: Weights) -> [UInt32] {
        weights.layout.parameters.flatMap { weights.array($0).map(\.bitPattern) }
    }

    @Test(arguments: [1, 2, 3]) func aStepIsPyTorchsGradientCutToTheClip(threads: Int) throws {
        let reference = try Reference()
        let network = Bigram()
        let state = state(network)
        for (i, value) in try reference.floats("clip.table").enumerated() { state.weights[network.table][i] = value }
        let sequences: [ArraySlice<TokenID>] = [[0, 1, 2, 3], [4, 4, 1], [2]]
        try train(
            network, state, settings(steps: 1, clip: 0.1, interval: 1, threads: threads), training: sequences,
            validation: [])
        // The first moment is a tenth of the gradient after one step.
        let moment = try #require(state.checkpoint().tensors.first { $0.name == "adam.first.table" })
        expect(try moment.floats().map { 10 * $0 }, try reference.floats("clip.clipped"), within: 1e-6)
        expect([Float(state.curve.points[0].training)], try reference.floats("clip.loss"))
        // A higher threshold leaves the gradient unchanged.
        let other = self.state(network)
        other.weights.copy(from: Weights(network.layout))
        for (i, value) in try reference.floats("clip.table").enumerated() { other.weights[network.table][i] = value }
        try train(network, other, settings(steps: 1, clip: 10), training: sequences, validation: [])
        let whole = try #require(other.checkpoint().tensors.first { $0.name == "adam.first.table" })
        expect(try whole.floats().map { 10 * $0 }, try reference.floats("clip.dtable"), within: 1e-6)
    }

    @Test func itLearnsWhatThereIsToLearn() throws {
        let network = Bigram()
        let state = state(network)
        try train(network, state, settings(steps: 300, batchTokens: 1000))
        // ¾ + 1/20 for the next token and 1/20 for each other: 0.7777 nats, and ln 5 for the first of about 9.5 tokens.
        let loss = try #require(state.curve.best?.validation)
        #expect(loss < 1.05 && loss > 0.7)
        #expect(try #require(state.curve.points.first?.validation) > loss + 0.2)
    }

    @Test(arguments: [false, true]) func theSameSeedGivesTheSameBits(rounds: Bool) throws {
        let network = Bigram(dropout: 0.2)
        let states = [1, 1, 2].map { _ in state(network) }
        for (state, seed) in zip(states, [1, 1, 2]) {
            try train(network, state, settings(rounds: rounds), seed: UInt64(seed))
        }
        #expect(bits(states[0].weights) == bits(states[1].weights))
        #expect(states[0].curve == states[1].curve)
        #expect(bits(states[0].weights) != bits(states[2].weights))
        #expect(bits(states[0].weights).allSatisfy { !rounds || $0 & 0xFFFF == 0 })
    }

    @Test func threadsChangeNothingButTheOrderOfSums() throws {
        let network = Bigram()
        let states = [1, 3].map { _ in state(network) }
        try train(network, states[0], settings(threads: 1))
        try train(network, states[1], settings(threads: 3))
        expect(states[1].weights.array(network.table), states[0].weights.array(network.table), within: 1e-3)
    }

    @Test(arguments: [1, 7, 20, 39], [false, true]) func anInterruptedTrainingResumesBitIdentically(
        stop: Int, rounds: Bool
    ) throws {
        let network = Bigram(dropout: 0.2)
        // Batches of 64 tokens: several epochs of the 60 sequences.
        let whole = state(network)
        let wholeTrainer = try train(network, whole, settings(rounds: rounds))
        let stopped = state(network)
        try train(network, stopped, settings(rounds: rounds)) { $0.step < stop }
        #expect(stopped.step == stop)
        let bytes = try SafetensorsFile(stopped.checkpoint().tensors).encoded()
        let resumed = TrainingState(Weights(network.layout))
        try resumed.restore(
            SavedModel(
                description: stopped.checkpoint().description, tensors: try SafetensorsFile(decoding: bytes).tensors))
        #expect(resumed.step == stop)
        let resumedTrainer = try train(network, resumed, settings(rounds: rounds))
        #expect(bits(resumed.weights) == bits(whole.weights))
        #expect(bits(resumedTrainer.result) == bits(wholeTrainer.result))
        #expect(resumed.curve == whole.curve)
        let (one, other) = (whole.checkpoint(), resumed.checkpoint())
        #expect(one.description == other.description)
        #expect(one.tensors.map(\.bytes) == other.tensors.map(\.bytes))
    }

    @Test func theBestWeightsAreKept() throws {
        // Overfitting: three sequences are memorised with large steps, while others are held out.
        let network = Bigram()
        let state = state(network)
        var weightsOfSteps: [[UInt32]] = []
        let trainer = try train(
            network, state, settings(steps: 200, rate: 0.3, interval: 5), training: bigramSequences(3, seed: 8)
        ) {
            weightsOfSteps.append(bits($0.weights))
            return true
        }
        let best = try #require(state.curve.best)
        #expect(best.step > 0 && best.step < 150)
        #expect(state.curve.points.count == 40)
        #expect(state.curve.points.allSatisfy { ($0.validation ?? 0) >= (best.validation ?? 0) })
        #expect(bits(trainer.result) == weightsOfSteps[best.step - 1])
        #expect(bits(trainer.result) != bits(state.weights))
    }

    @Test func stopsEarlyWithoutImprovement() throws {
        let network = Bigram()
        let state = state(network)
        try train(
            network, state, settings(steps: 1000, rate: 0.3, interval: 5, patience: 3),
            training: bigramSequences(3, seed: 8))
        let best = try #require(state.curve.best)
        #expect(state.step == best.step + 15)
        #expect(state.curve.points.suffix(3).allSatisfy { ($0.validation ?? 0) >= (best.validation ?? 0) })
    }

    @Test func earlyStoppingHoldsAfterResuming() throws {
        let network = Bigram()
        let settings = settings(steps: 1000, rate: 0.3, interval: 5, patience: 3)
        let training = bigramSequences(3, seed: 8)
        let first = state(network)
        try train(network, first, settings, training: training)
        let again = state(network, seed: 2)
        try again.restore(first.checkpoint())
        let trainer = try train(network, again, settings, training: training)
        #expect(again.step == first.step)
        #expect(bits(trainer.result) == bits(first.best))
    }

    @Test func withoutAValidationPartTheLastWeightsAreTheResult() throws {
        let network = Bigram()
        let state = state(network)
        let trainer = try train(network, state, settings(), validation: [])
        #expect(state.step == 40)
        #expect(state.curve.points.map(\.step) == [10, 20, 30, 40])
        #expect(state.curve.points.allSatisfy { $0.validation == nil })
        #expect(bits(trainer.result) == bits(state.weights))
    }

    @Test func validationMeasuresWithoutDropoutAndWithoutLearning() throws {
        let plain = Bigram()
        let state = state(plain)
        let before = bits(state.weights)
        // A learning rate of 0 leaves the weights unchanged: all validations give the same loss.
        try train(Bigram(dropout: 0.5), state, settings(steps: 20, rate: 0, interval: 5))
        #expect(bits(state.weights) == before)
        let losses = state.curve.points.compactMap(\.validation)
        #expect(losses.count == 4 && Set(losses).count == 1)
        let batch = Batch(validation.map { Example($0, start: 5) }, order: .bySequence)
        let tape = Tape(weights: state.weights)
        let expected = tape.crossEntropy(plain.logits(batch, on: tape), batch.targets, count: 1) / Double(batch.count)
        #expect(abs(losses[0] - expected) < 1e-5)
    }

    @Test func dropoutDecidesAnewAtEachStep() throws {
        // A learning rate of 0 and the whole corpus in one batch: the losses of the steps differ only by dropout.
        let state = state(Bigram())
        try train(
            Bigram(dropout: 0.5), state, settings(steps: 12, batchTokens: 10_000, rate: 0, interval: 1), validation: [])
        let losses = Set(state.curve.points.map(\.training))
        #expect(losses.count == 12)
        let plain = self.state(Bigram())
        try train(Bigram(), plain, settings(steps: 3, batchTokens: 10_000, rate: 0, interval: 1), validation: [])
        let exact = plain.curve.points.map(\.training)
        #expect(exact.allSatisfy { abs($0 - exact[0]) < 1e-5 })
    }

    @Test func aCheckpointOfAnotherModelIsRefused() throws {
        let saved = state(Bigram()).checkpoint()
        var layout = ParameterLayout()
        _ = layout.matrix("table", 7, 5, .zero)
        #expect(throws: StorageError("tensor 'table' has shape [6, 5] instead of [7, 5]")) {
            try TrainingState(Weights(layout)).restore(saved)
        }
    }

    @Test func aBrokenCheckpointChangesNothing() throws {
        let network = Bigram()
        let other = state(network, seed: 2)
        try train(network, other, settings(steps: 3))
        for missing in ["table", "adam.first.table", "adam.second.table", "best.table"] {
            var broken = other.checkpoint()
            broken.tensors.removeAll { $0.name == missing }
            let state = state(network)
            #expect(throws: StorageError("tensor '\(missing)' is missing")) { try state.restore(broken) }
            #expect(bits(state.weights) == bits(self.state(network).weights))
            #expect(state.step == 0)
        }
        for key in ["step", "curve", "loss_sum", "loss_tokens"] {
            var broken = other.checkpoint()
            broken.description[key] = nil
            #expect(throws: StorageError("not a training checkpoint")) { try state(Bigram()).restore(broken) }
        }
    }
}
