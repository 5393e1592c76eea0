package import MuseProtocols

/// Performs training steps: computes gradients on all threads, each with its own tape, sums and clips them, and runs
/// the optimizer.
package struct Stepper {
    private let state: TrainingState
    private let threads: Int
    private let reducer: any GradientReducer
    private let workers: Workers<Gradients>
    /// The gradients of each thread.
    private let gradients: Monitor<[UnsafeMutablePointer<Float>?]>

    /// - Parameter state: the state whose weights are updated.
    /// - Throws: `SystemThread.Unavailable`.
    package init(
        _ state: TrainingState, precision: Precision = .f32, threads: Int,
        reducer: any GradientReducer = ThreadReducer()
    ) throws {
        self.state = state
        self.reducer = reducer
        self.threads = threads
        let buffers = Monitor<[UnsafeMutablePointer<Float>?]>(Array(repeating: nil, count: threads))
        gradients = buffers
        let weights = state.weights
        workers = try Workers(count: threads) { index in
            let local = Gradients(weights, precision: precision)
            buffers.change { $0[index] = local.values.values }
            return local
        }
    }

    /// Computes the parts of a step, distributed among the threads.
    ///
    /// - Parameters:
    ///   - records: whether gradients are needed. `work` then calls `backward` on its tape itself.
    ///   - work: computes one part and returns a value such as the sum of its losses.
    /// - Returns: the values of the parts, in order.
    package func forEach<Value: Sendable>(
        _ parts: Int, records: Bool, _ work: @escaping @Sendable (_ part: Int, Tape) -> Value
    ) -> [Value] {
        workers.forEach(parts) { part, local in
            local.tape.isRecording = records
            return work(part, local.tape)
        }
    }

    /// Sums the gradients and updates the weights. Each thread updates its own range.
    ///
    /// - Parameters:
    ///   - clip: gradient-norm clipping threshold.
    ///   - random: the random source of this step's stochastic rounding.
    package func update(_ optimizer: any Optimizer, rate: Double, clip: Double, random: RandomSource) {
        updateParameters(
            state.weights.layout.parameters, optimizer, step: state.step + 1, rate: rate, clip: clip, random: random)
        state.finishStep()
    }

    /// Updates some of the parameters with the summed gradient, and discards the gradients of the others.
    ///
    /// - Parameter step: the step number of these parameters, counted from 1.
    package func updateParameters(
        _ parameters: [Parameter], _ optimizer: any Optimizer, step: Int, rate: Double, clip: Double,
        random: RandomSource
    ) {
        let all = gradients.read { $0.compactMap(\.self) }
        let (size, threads) = (state.weights.layout.size, threads)
        @Sendable func share(_ worker: Int) -> Range<Int> {
            size * worker / threads..<size * (worker + 1) / threads
        }
        let updatesAll = parameters.count == state.weights.layout.parameters.count
        let reducer = reducer
        let squares = Monitor([Double](repeating: 0, count: threads))
        nonisolated(unsafe) let buffers = all
        workers.run { worker, _ in
            let sum =
                updatesAll
                ? reducer.add(buffers, share(worker))
                : parameters.reduce(0) { sum, parameter in
                    let range = parameter.offset..<parameter.offset + parameter.count
                    return sum + reducer.add(buffers, range.clamped(to: share(worker)))
                }
            squares.change { $0[worker] = sum }
        }
        let norm = squares.read { $0.reduce(0, +) }.squareRoot()
        let factor = norm > clip ? clip / norm : 1
        let state = state
        var stream = random
        let seed = stream.next()
        let parts = parameters.flatMap(optimizer.parts).distributed(among: threads)
        workers.run { worker, local in
            for part in parts[worker] {
                optimizer.update(
                    part.parameter, part.range,
                    OptimizerStep(
                        weights: state.weights, first: state.first, second: state.second, gradient: buffers[0],
                        number: step, rate: rate, factor: factor, seed: seed), on: local.tape)
            }
        }
        if updatesAll { return }
        workers.run { worker, _ in
            for buffer in buffers {
                (buffer + share(worker).lowerBound).update(repeating: 0, count: share(worker).count)
            }
        }
    }
}
