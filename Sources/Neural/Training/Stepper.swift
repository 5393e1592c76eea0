import CKernels
package import MuseProtocols

/// Performs training steps: computes gradients on all threads, each with its own tape, sums and clips them, and runs
/// the optimizer.
///
/// With several ranks, each computes its share of the parts, the gradients are summed over all ranks, and every rank
/// then performs the same update.
package struct Stepper {
    private let state: TrainingState
    private let numbers: WorkerNumbers
    private let communicator: any Communicator
    /// nil for a single process.
    private let reducer: GradientReducer?
    private let workers: Workers<Gradients>
    /// The gradients of each thread.
    private let gradients: Monitor<[UnsafeMutablePointer<Float>]>
    private var threads: Int { numbers.count }

    /// - Parameters:
    ///   - state: the state whose weights are updated.
    ///   - threads: the number of threads of a single process; several ranks have those of the communicator.
    /// - Throws: `SystemThread.Unavailable`.
    package init(
        _ state: TrainingState, precision: Precision = .f32, threads: Int,
        communicator: any Communicator = SingleProcess()
    ) throws {
        self.state = state
        self.communicator = communicator
        let numbers = WorkerNumbers(communicator, threads: threads)
        self.numbers = numbers
        reducer = communicator.isShared ? GradientReducer(communicator) : nil
        let buffers = Monitor<[UnsafeMutablePointer<Float>?]>(Array(repeating: nil, count: numbers.count))
        let weights = state.weights
        workers = try Workers(count: numbers.count) { index in
            let local = Gradients(weights, precision: precision)
            buffers.change { $0[index] = local.values.values }
            return local
        }
        // The threads may not have started yet.
        gradients = Monitor(
            buffers.wait {
                let made = $0.compactMap(\.self)
                return made.count == $0.count ? made : nil
            })
    }

    /// The number of threads of all ranks.
    package var workerCount: Int { numbers.total }

    /// What summing gradients over the ranks has cost; nil for a single process.
    package var reduction: GradientReducer.Figures? { reducer?.total }

    /// Computes the parts of a step, distributed among the threads of this process.
    ///
    /// - Parameters:
    ///   - records: whether gradients are needed. `work` then calls `backward` on its tape itself.
    ///   - work: computes one part and returns a value such as the sum of its losses.
    /// - Returns: the values of the parts, in order.
    /// - Precondition: there is one rank.
    package func forEach<Value: Sendable>(
        _ parts: Int, records: Bool, _ work: @escaping @Sendable (_ part: Int, Tape) -> Value
    ) -> [Value] {
        precondition(!communicator.isShared, "only losses can be gathered from other ranks")
        return workers.forEach(parts) { part, local in
            local.tape.isRecording = records
            return work(part, local.tape)
        }
    }

    /// Computes the losses of the parts of a step, distributed among the threads of all ranks. If gradients are
    /// recorded, they are summed over all ranks.
    ///
    /// - Parameters: as of `forEach`.
    /// - Returns: the losses of all parts, in order; the same on all ranks.
    package func losses(
        _ parts: Int, records: Bool, _ work: @escaping @Sendable (_ part: Int, Tape) -> Double
    ) -> [Double] {
        guard let reducer else { return forEach(parts, records: records, work) }
        let (numbers, progress) = (numbers, BackwardProgress(threads: threads))
        let losses = Monitor([Double](repeating: 0, count: parts))
        let size = state.weights.layout.size
        workers.run { worker, local in
            local.tape.isRecording = records
            let own = Array(numbers.parts(of: parts, worker: worker))
            for (i, part) in own.enumerated() {
                // Only after a thread's last part are its gradients final.
                if records, i == own.count - 1 { local.tape.onFinalGradients = { progress.reach($0, thread: worker) } }
                let loss = work(part, local.tape)
                losses.change { $0[part] = loss }
            }
            local.tape.onFinalGradients = nil
            progress.reach(0, thread: worker)
        } meanwhile: {
            if records { reducer.sum(gradients.read { $0 }, size: size, as: progress) }
        }
        // The other ranks' losses are 0 here: the sums are exact.
        var shared = losses.read { $0 }
        communicator.sum(&shared)
        return shared
    }

    /// Updates the weights with the summed gradients. Each thread updates its own parts.
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
        let (size, numbers) = (state.weights.layout.size, numbers)
        let updatesAll = parameters.count == state.weights.layout.parameters.count
        nonisolated(unsafe) let buffers = gradients.read { $0 }
        // With several ranks, `losses` has already summed the gradients of the threads.
        let addsThreads = reducer == nil
        let squares = Monitor([Double](repeating: 0, count: numbers.total))
        workers.run { worker, _ in
            for share in numbers.shares(worker: worker) {
                let range = size * share / numbers.total..<size * (share + 1) / numbers.total
                let ranges =
                    updatesAll
                    ? [range]
                    : parameters.map { ($0.offset..<$0.offset + $0.count).clamped(to: range) }
                let sum = ranges.reduce(0) { sum, range in
                    if addsThreads { Self.addThreads(buffers, range) }
                    return sum + muse_sum_of_squares(buffers[0] + range.lowerBound, range.count)
                }
                squares.change { $0[share] = sum }
            }
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
            for share in numbers.shares(worker: worker) {
                let range = size * share / numbers.total..<size * (share + 1) / numbers.total
                for buffer in buffers { (buffer + range.lowerBound).update(repeating: 0, count: range.count) }
            }
        }
    }

    /// Adds the gradients of the other threads to those of the first within a range, and sets them to 0.
    private static func addThreads(_ gradients: [UnsafeMutablePointer<Float>], _ range: Range<Int>) {
        for other in gradients.dropFirst() {
            muse_add(gradients[0] + range.lowerBound, other + range.lowerBound, range.count)
            (other + range.lowerBound).update(repeating: 0, count: range.count)
        }
    }
}
