package import MuseProtocols

/// Updates a network's weights: computes gradients on all threads, each with its own tape, adds them up, clips them and
/// runs the optimizer.
package struct Stepper {
    private let state: TrainingState
    private let threads: Int
    private let reducer: any GradientReducer
    private let workers: Workers<Gradients>
    /// The gradients of each thread.
    private let gradients: Monitor<[UnsafeMutablePointer<Float>?]>

    /// - Parameter state: its weights are updated.
    /// - Throws: `SystemThread.Unavailable`.
    package init(
        _ state: TrainingState, precision: Precision = .f32, threads: Int,
        reducer: any GradientReducer = ThreadReducer()
    ) throws {
        self.state = state
        self.reducer = reducer
        self.threads = threads
        let places = Monitor<[UnsafeMutablePointer<Float>?]>(Array(repeating: nil, count: threads))
        gradients = places
        let weights = state.weights
        workers = try Workers(count: threads) { index in
            let own = Gradients(weights, precision: precision)
            places.change { $0[index] = own.values.values }
            return own
        }
    }

    /// Computes the parts of a step, distributed over the threads.
    ///
    /// - Parameters:
    ///   - records: whether gradients are needed. `work` then calls `backward` on its tape itself.
    ///   - work: computes one part and returns a value such as the sum of its losses.
    /// - Returns: the values of the parts, in order.
    package func forEach<Value: Sendable>(
        _ parts: Int, records: Bool, _ work: @escaping @Sendable (_ part: Int, Tape) -> Value
    ) -> [Value] {
        workers.forEach(parts) { part, own in
            own.tape.isRecording = records
            return work(part, own.tape)
        }
    }

    /// Adds up the gradients and updates the weights; each thread updates its own range of them.
    ///
    /// - Parameters:
    ///   - clip: gradient-norm clipping threshold.
    ///   - random: of this step, for stochastic rounding.
    package func update(_ optimizer: any Optimizer, rate: Double, clip: Double, random: RandomSource) {
        updateParameters(
            state.weights.layout.parameters, optimizer, step: state.step + 1, rate: rate, clip: clip, random: random)
        state.finishStep()
    }

    /// Updates some of the parameters with the summed gradient, and discards the gradients of the others.
    ///
    /// - Parameter step: of these parameters, counted from 1.
    package func updateParameters(
        _ parameters: [Parameter], _ optimizer: any Optimizer, step: Int, rate: Double, clip: Double,
        random: RandomSource
    ) {
        let all = gradients.read { $0.compactMap(\.self) }
        let (size, threads) = (state.weights.layout.size, threads)
        @Sendable func share(_ worker: Int) -> Range<Int> {
            size * worker / threads..<size * (worker + 1) / threads
        }
        @Sendable func own(_ parameter: Parameter, _ worker: Int) -> Range<Int> {
            (parameter.offset..<parameter.offset + parameter.count).clamped(to: share(worker))
        }
        let isEvery = parameters.count == state.weights.layout.parameters.count
        let reducer = reducer
        let squares = Monitor([Double](repeating: 0, count: threads))
        nonisolated(unsafe) let places = all
        workers.run { worker, _ in
            let sum =
                isEvery
                ? reducer.add(places, share(worker))
                : parameters.reduce(0) { $0 + reducer.add(places, own($1, worker)) }
            squares.change { $0[worker] = sum }
        }
        let norm = squares.read { $0.reduce(0, +) }.squareRoot()
        let factor = norm > clip ? clip / norm : 1
        let state = state
        var stream = random
        let seed = stream.next()
        workers.run { worker, _ in
            for parameter in parameters {
                let own = own(parameter, worker)
                if own.isEmpty { continue }
                optimizer.update(
                    parameter, own.lowerBound - parameter.offset..<own.upperBound - parameter.offset,
                    OptimizerStep(
                        weights: state.weights, first: state.first, second: state.second, gradient: places[0],
                        number: step, rate: rate, factor: factor, seed: seed))
            }
            if isEvery { return }
            for place in places {
                (place + share(worker).lowerBound).update(repeating: 0, count: share(worker).count)
            }
        }
    }
}
