package import MuseProtocols

/// Moves a network's weights: gradients are worked out on all threads, each with a tape of its own, added up, clipped, and
/// followed by a step of the optimizer.
package struct Stepper {
    private let state: TrainingState
    private let threads: Int
    private let workers: Workers<Gradients>
    /// Where each thread's gradients are.
    private let gradients: Monitor<[UnsafeMutablePointer<Float>?]>

    /// - Parameter state: whose weights are moved.
    /// - Throws: `SystemThread.Unavailable`.
    package init(_ state: TrainingState, precision: Precision = .f32, threads: Int) throws {
        self.state = state
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

    /// Does the parts of a step, dealt to the threads one after another.
    ///
    /// - Parameters:
    ///   - records: whether gradients are wanted: then the work goes back over its tape itself.
    ///   - work: what a part gives, such as the sum of its losses.
    /// - Returns: what the parts gave, in their order.
    package func forEach<Value: Sendable>(
        _ parts: Int, records: Bool, _ work: @escaping @Sendable (_ part: Int, Tape) -> Value
    ) -> [Value] {
        workers.forEach(parts) { part, own in
            own.tape.isRecording = records
            return work(part, own.tape)
        }
    }

    /// Adds up the gradients and moves the weights; each thread has its run of them.
    ///
    /// - Parameters:
    ///   - clip: the gradient's norm is cut to this.
    ///   - random: of this step, for rounding.
    package func update(_ optimizer: AdamW, rate: Double, clip: Double, random: RandomSource) {
        move(
            state.weights.layout.parameters, optimizer, step: state.step + 1, rate: rate, clip: clip, random: random)
        state.finishStep()
    }

    /// Moves some of the parameters, by the whole gradient's sum; what was gathered for the others is forgotten.
    ///
    /// - Parameter step: of these parameters, from 1.
    package func move(
        _ parameters: [Parameter], _ optimizer: AdamW, step: Int, rate: Double, clip: Double, random: RandomSource
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
        let squares = Monitor([Double](repeating: 0, count: threads))
        nonisolated(unsafe) let places = all
        workers.run { worker, _ in
            let sum =
                isEvery
                ? GradientSum.add(places, share(worker))
                : parameters.reduce(0) { $0 + GradientSum.add(places, own($1, worker)) }
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
                    weights: state.weights, first: state.first, second: state.second, gradient: places[0],
                    step: step, rate: rate, factor: factor, seed: seed)
            }
            if isEvery { return }
            for place in places {
                (place + share(worker).lowerBound).update(repeating: 0, count: share(worker).count)
            }
        }
    }
}
