/// Updates weights from gradients.
package protocol Optimizer: Sendable {
    /// Divides a parameter into parts that different threads may update.
    func parts(of parameter: Parameter) -> [OptimizerPart]

    /// Performs one step on a part of a parameter, then sets its gradient to 0.
    ///
    /// Threads call this concurrently, each for its own parts. The result does not depend on the thread.
    ///
    /// - Parameters:
    ///   - range: indices of the parameter's elements, those of a part.
    ///   - tape: the tape of the thread, for its memory and matrix products.
    func update(_ parameter: Parameter, _ range: Range<Int>, _ step: OptimizerStep, on tape: Tape)
}

/// A part of a parameter that one thread updates.
package struct OptimizerPart: Sendable {
    package let parameter: Parameter
    /// Indices of the parameter's elements.
    package let range: Range<Int>
    /// The approximate number of floating-point operations, by which parts are distributed among threads.
    package let work: Int

    /// The number of elements of a part whose elements are updated independently.
    private static let size = 16_384

    /// Divides a parameter whose elements are updated independently.
    package static func slices(of parameter: Parameter) -> [OptimizerPart] {
        stride(from: 0, to: parameter.count, by: size).map { start in
            let range = start..<min(parameter.count, start + size)
            // A dozen operations an element, bound by memory: some 50 in the time of a product's.
            return OptimizerPart(parameter: parameter, range: range, work: 50 * range.count)
        }
    }
}

extension [OptimizerPart] {
    /// Distributes parts among threads, the largest first, each to the thread with the least work.
    func distributed(among threads: Int) -> [[OptimizerPart]] {
        var result = [[OptimizerPart]](repeating: [], count: threads)
        var work = [Int](repeating: 0, count: threads)
        for i in indices.sorted(by: { (self[$0].work, $1) > (self[$1].work, $0) }) {
            guard let thread = work.indices.min(by: { (work[$0], $0) < (work[$1], $1) }) else { break }
            result[thread].append(self[i])
            work[thread] += self[i].work
        }
        return result
    }
}

/// The inputs and outputs of an optimizer step. All arrays have the layout of the weights.
package struct OptimizerStep {
    package var weights: Weights
    /// Optimizer state, initially 0: Adam's first moment, or the momentum of SGD and Muon.
    package var first: Weights
    /// Optimizer state, initially 0: Adam's second moment.
    package var second: Weights
    package var gradient: UnsafeMutablePointer<Float>
    /// The number of the step, counted from 1.
    package var number: Int
    /// The learning rate.
    package var rate: Double
    /// The factor that clips the gradient before the step.
    package var factor: Double
    /// The seed of stochastic rounding.
    package var seed: UInt64

    package init(
        weights: Weights, first: Weights, second: Weights, gradient: UnsafeMutablePointer<Float>, number: Int,
        rate: Double, factor: Double = 1, seed: UInt64 = 0
    ) {
        self.weights = weights
        self.first = first
        self.second = second
        self.gradient = gradient
        self.number = number
        self.rate = rate
        self.factor = factor
        self.seed = seed
    }
}
