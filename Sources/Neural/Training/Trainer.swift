package import MuseProtocols

/// Trains a network on sequences: batches dealt to the threads, gradients added up, clipped, one step of the optimizer;
/// now and then a look at the validation part.
package struct Trainer<N: Network> {
    private let network: N
    private let settings: TrainingSettings
    private let example: @Sendable (ArraySlice<TokenID>, RandomSource?) -> Example
    private let training: [ArraySlice<TokenID>]
    private let validation: [ArraySlice<TokenID>]
    private let plan: BatchPlan
    private let random: RandomSource
    private let stepper: Stepper
    private let state: TrainingState

    /// - Parameters:
    ///   - state: where it starts; changed step by step.
    ///   - example: what a sequence is learned as. What it changes at random depends on the source alone; without one,
    ///     for measuring, it changes nothing.
    /// - Throws: `SystemThread.Unavailable`.
    package init(
        _ network: N, _ state: TrainingState, _ settings: TrainingSettings, training: [ArraySlice<TokenID>],
        validation: [ArraySlice<TokenID>], random: RandomSource,
        example: @escaping @Sendable (ArraySlice<TokenID>, RandomSource?) -> Example
    ) throws {
        self.network = network
        self.state = state
        self.settings = settings
        self.training = training
        self.validation = validation
        self.example = example
        self.random = random
        plan = BatchPlan(lengths: training.map(\.count), tokens: settings.batchTokens, random: random)
        stepper = try Stepper(state, precision: settings.precision, threads: settings.threads)
    }

    /// Trains to the end, or until `afterStep` says stop.
    ///
    /// - Parameter afterStep: called after each step; false stops.
    package func run(afterStep: (TrainingState) throws -> Bool) rethrows {
        // A run that was killed right after its last look goes no further than it would have.
        if hasStoppedLearning { return }
        var epoch = 0
        var done = 0
        while state.step < settings.steps {
            let batches = plan.epoch(epoch)
            // Steps that an earlier run has done are only counted.
            if done + batches.count <= state.step {
                done += batches.count
                epoch += 1
                continue
            }
            for batch in batches.dropFirst(state.step - done) {
                step(batch)
                let looks = state.step % settings.validationInterval == 0 || state.step == settings.steps
                if looks { state.look(validation: validation.isEmpty ? nil : validationLoss()) }
                let goesOn = try afterStep(state)
                if !goesOn || state.step == settings.steps || (looks && hasStoppedLearning) { return }
            }
            done += batches.count
            epoch += 1
        }
    }

    /// The weights of the lowest validation loss, or the last ones where there is no validation part.
    package var result: Weights { state.curve.best == nil ? state.weights : state.best }

    private var hasStoppedLearning: Bool { state.hasStoppedLearning(patience: settings.patience) }

    private func step(_ batch: [Int]) {
        let source = random.stream("example", state.step)
        let parts = microBatches(
            batch.enumerated().map { example(training[$1], source.stream("sequence", $0)) })
        let count = parts.reduce(0) { $0 + $1.count }
        let (network, dropout, done) = (network, random.stream("dropout", state.step), state.step)
        let losses = stepper.forEach(parts.count, records: true) { i, tape in
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

    /// Mean loss of a token of the validation part, in nats.
    package func validationLoss() -> Double {
        let parts = microBatches(validation.map { example($0, nil) })
        let network = network
        let losses = stepper.forEach(parts.count, records: false) { i, tape in
            network.loss(parts[i], on: tape, count: 1, step: .max)
        }
        return losses.reduce(0, +) / Double(max(1, parts.reduce(0) { $0 + $1.count }))
    }

    private func microBatches(_ sequences: [Example]) -> [Batch] {
        Batch.parts(sequences, order: network.rowOrder, threads: settings.threads).map(\.batch)
    }
}
