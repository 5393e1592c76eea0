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
    private let workers: Workers<Gradients>
    private let state: TrainingState
    /// Where each thread's gradients are.
    private let gradients: Monitor<[UnsafeMutablePointer<Float>?]>

    /// - Parameters:
    ///   - state: where it starts; changed step by step.
    ///   - example: what a sequence is learned as. What it changes at random depends on the source alone; without one,
    ///     for measuring, it changes nothing.
    /// - Throws: `Thread.Unavailable`.
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
        let places = Monitor<[UnsafeMutablePointer<Float>?]>(Array(repeating: nil, count: settings.threads))
        gradients = places
        let weights = state.weights
        let precision = settings.precision
        workers = try Workers(count: settings.threads) { index in
            let own = Gradients(weights, precision: precision)
            places.change { $0[index] = own.values.values }
            return own
        }
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
                if looks { look() }
                let goesOn = try afterStep(state)
                if !goesOn || state.step == settings.steps || (looks && hasStoppedLearning) { return }
            }
            done += batches.count
            epoch += 1
        }
    }

    /// The weights of the lowest validation loss, or the last ones where there is no validation part.
    package var result: Weights { state.curve.best == nil ? state.weights : state.best }

    private var hasStoppedLearning: Bool {
        guard let best = state.curve.best else { return false }
        return state.curve.points.count { $0.step > best.step } >= settings.patience
    }

    private func step(_ batch: [Int]) {
        let source = random.stream("example", state.step)
        let parts = microBatches(
            batch.enumerated().map { example(training[$1], source.stream("sequence", $0)) })
        let count = parts.reduce(0) { $0 + $1.count }
        let losses = Monitor([Double](repeating: 0, count: settings.threads))
        let (network, threads) = (network, settings.threads)
        let dropout = random.stream("dropout", state.step)
        workers.run { worker, own in
            var sum = 0.0
            for i in stride(from: worker, to: parts.count, by: threads) {
                own.tape.dropoutSource = dropout.stream("part", i)
                let logits = network.logits(parts[i], on: own.tape)
                sum += own.tape.crossEntropy(logits, parts[i].targets, count: count)
                own.tape.backward()
            }
            losses.change { $0[worker] = sum }
        }
        state.lossSum += losses.read { $0.reduce(0, +) }
        state.lossTokens += count
        state.tokens += count
        update()
        state.step += 1
    }

    /// Adds up the gradients and moves the weights; each thread has its run of them.
    private func update() {
        let all = gradients.read { $0.compactMap { $0 } }
        let (size, threads) = (state.weights.layout.size, settings.threads)
        @Sendable func share(_ worker: Int) -> Range<Int> {
            size * worker / threads..<size * (worker + 1) / threads
        }
        let squares = Monitor([Double](repeating: 0, count: threads))
        nonisolated(unsafe) let places = all
        workers.run { worker, _ in
            let sum = GradientSum.add(places, share(worker))
            squares.change { $0[worker] = sum }
        }
        let norm = squares.read { $0.reduce(0, +) }.squareRoot()
        let factor = norm > settings.clip ? settings.clip / norm : 1
        let (state, optimizer, rate) = (state, settings.optimizer, settings.schedule.rate(state.step))
        var stream = random.stream("rounding", state.step)
        let seed = stream.next()
        workers.run { worker, _ in
            let share = share(worker)
            for parameter in state.weights.layout.parameters {
                let own = (parameter.offset..<parameter.offset + parameter.count).clamped(to: share)
                if own.isEmpty { continue }
                optimizer.update(
                    parameter, own.lowerBound - parameter.offset..<own.upperBound - parameter.offset,
                    weights: state.weights, first: state.first, second: state.second, gradient: places[0],
                    step: state.step + 1, rate: rate, factor: factor, seed: seed)
            }
        }
    }

    /// Notes a point of the curve, and keeps the weights if they are the best so far.
    private func look() {
        let loss = validation.isEmpty ? nil : validationLoss()
        let isBest = loss.map { loss in state.curve.best.map { loss < ($0.validation ?? .infinity) } ?? true } ?? false
        state.curve.points.append(
            .init(
                step: state.step, training: state.lossSum / Double(max(1, state.lossTokens)), validation: loss))
        state.lossSum = 0
        state.lossTokens = 0
        if isBest { state.best.copy(from: state.weights) }
    }

    /// Mean loss of a token of the validation part, in nats.
    package func validationLoss() -> Double {
        let parts = microBatches(validation.map { example($0, nil) })
        let losses = Monitor([Double](repeating: 0, count: parts.count))
        let (network, threads) = (network, settings.threads)
        workers.run { worker, own in
            own.tape.isRecording = false
            for i in stride(from: worker, to: parts.count, by: threads) {
                let logits = network.logits(parts[i], on: own.tape)
                let loss = own.tape.crossEntropy(logits, parts[i].targets, count: 1)
                losses.change { $0[i] = loss }
            }
            own.tape.isRecording = true
        }
        return losses.read { $0.reduce(0, +) } / Double(max(1, parts.reduce(0) { $0 + $1.count }))
    }

    /// A batch in parts for the threads: small enough that a part's activations stay near, and as many for each thread.
    private func microBatches(_ sequences: [Example]) -> [Batch] {
        let total = sequences.reduce(0) { $0 + $1.count }
        // Recurrent steps want as many sequences as there are; attention's activations are larger.
        let most = network.rowOrder == .byTime ? Int.max : 1024
        let limit = max(256, min(most, (total + settings.threads - 1) / settings.threads))
        var parts: [[Example]] = []
        var sizes: [Int] = []
        for sequence in sequences.sorted(by: { $0.count > $1.count }) {
            if let fit = sizes.indices.first(where: { sizes[$0] + sequence.count <= limit }) {
                parts[fit].append(sequence)
                sizes[fit] += sequence.count
            } else {
                parts.append([sequence])
                sizes.append(sequence.count)
            }
        }
        return parts.map { Batch($0, order: network.rowOrder, multiple: 32) }
    }
}
