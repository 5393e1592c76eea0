package import MuseProtocols

/// Trains a network on sequences: distributes batches over the threads of all ranks, sums and clips the gradients, runs
/// the optimizer, and computes the validation loss at intervals.
///
/// All ranks have equal weights and losses after each step.
package struct Trainer<N: Network> {
    private let network: N
    private let settings: TrainingSettings
    private let example: @Sendable (ArraySlice<TokenID>, RandomSource?) -> Example
    private let training: SequencePieces
    private let validation: [ArraySlice<TokenID>]
    private let plan: BatchPlan
    private let random: RandomSource
    private let stepper: Stepper
    private let state: TrainingState

    /// - Parameters:
    ///   - state: the state from which training starts; updated by every step.
    ///   - communicator: the ranks that train together.
    ///   - example: makes the example of a sequence. Its random augmentation depends only on the random source; without
    ///     a source, as in evaluation, there is no augmentation.
    /// - Throws: `SystemThread.Unavailable`.
    package init(
        _ network: N, _ state: TrainingState, _ settings: TrainingSettings, training: SequencePieces,
        validation: [ArraySlice<TokenID>], random: RandomSource, communicator: any Communicator = SingleProcess(),
        example: @escaping @Sendable (ArraySlice<TokenID>, RandomSource?) -> Example
    ) throws {
        self.network = network
        self.state = state
        self.settings = settings
        self.training = training
        self.validation = validation
        self.example = example
        self.random = random
        plan = BatchPlan(lengths: training.lengths, tokens: settings.batchTokens, random: random)
        stepper = try Stepper(
            state, precision: settings.precision, threads: settings.threads, communicator: communicator)
    }

    /// Trains until the last step, until early stopping or until `afterStep` returns false.
    ///
    /// - Parameter afterStep: called after each step. With several ranks, it must return the same on all.
    package func run(afterStep: (TrainingState) throws -> Bool) rethrows {
        // A run that was interrupted after early stopping must not continue.
        if shouldStopEarly { return }
        var epoch = 0
        var done = 0
        while state.step < settings.steps {
            let batches = plan.epoch(epoch)
            // Skip the steps of an earlier run.
            if done + batches.count <= state.step {
                done += batches.count
                epoch += 1
                continue
            }
            for batch in batches.dropFirst(state.step - done) {
                step(batch)
                let validates = state.step % settings.validationInterval == 0 || state.step == settings.steps
                if validates { state.recordValidation(validation.isEmpty ? nil : validationLoss()) }
                let shouldContinue = try afterStep(state)
                if !shouldContinue || state.step == settings.steps || (validates && shouldStopEarly) { return }
            }
            done += batches.count
            epoch += 1
        }
    }

    /// What summing gradients over the ranks has cost; nil for a single process.
    package var reduction: GradientReducer.Figures? { stepper.reduction }

    /// The number of training threads of all ranks.
    package var workerCount: Int { stepper.workerCount }

    /// The weights with the lowest validation loss, or the last ones if there is no validation data.
    package var result: Weights { state.curve.best == nil ? state.weights : state.best }

    private var shouldStopEarly: Bool { state.shouldStopEarly(patience: settings.patience) }

    private func step(_ batch: [Int]) {
        let source = random.stream("example", state.step)
        let parts = microBatches(
            batch.enumerated().map { example(training[$1], source.stream("sequence", $0)) })
        let count = parts.reduce(0) { $0 + $1.count }
        let (network, dropout, done) = (network, random.stream("dropout", state.step), state.step)
        let losses = stepper.losses(parts.count, records: true) { i, tape in
            tape.dropoutSource = dropout.stream("part", i)
            let loss = network.loss(parts[i], on: tape, count: count, step: done)
            tape.backward()
            return loss
        }
        state.count(losses: losses.reduce(0, +), tokens: count)
        stepper.update(
            settings.optimizer, rate: settings.schedule.rate(state.step), clip: settings.clip,
            random: random.stream("rounding", state.step))
    }

    /// Returns the mean validation loss per token, in nats.
    package func validationLoss() -> Double {
        let parts = microBatches(validation.map { example($0, nil) })
        let network = network
        let losses = stepper.losses(parts.count, records: false) { i, tape in
            network.loss(parts[i], on: tape, count: 1, step: .max)
        }
        return losses.reduce(0, +) / Double(max(1, parts.reduce(0) { $0 + $1.count }))
    }

    private func microBatches(_ sequences: [Example]) -> [Batch] {
        Batch.parts(sequences, order: network.rowOrder, threads: stepper.workerCount).map(\.batch)
    }
}
