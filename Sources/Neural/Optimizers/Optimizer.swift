/// Updates weights from gradients.
package protocol Optimizer: Sendable {
    /// Performs one step on a parameter or a part of it, then sets the gradient to 0.
    ///
    /// Threads call this concurrently, each for its own part.
    ///
    /// - Parameter range: indices of the parameter's elements.
    func update(_ parameter: Parameter, _ range: Range<Int>, _ step: OptimizerStep)
}

/// The inputs and outputs of an optimizer step. All arrays have the layout of the weights.
package struct OptimizerStep {
    package var weights: Weights
    /// Optimizer state, initially 0: Adam's first moment, or the momentum of SGD.
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
