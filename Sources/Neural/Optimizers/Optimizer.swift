/// Turns gradients into new weights.
package protocol Optimizer: Sendable {
    /// One step of a parameter or a part of it. Sets the gradient to 0 afterwards.
    ///
    /// Threads call it side by side, each for a part of its own.
    ///
    /// - Parameter range: indices of the parameter's elements.
    func update(_ parameter: Parameter, _ range: Range<Int>, _ step: OptimizerStep)
}

/// What an optimizer step reads and writes. All arrays have the layout of the weights.
package struct OptimizerStep {
    package var weights: Weights
    /// State that the optimizer keeps from step to step, 0 at the start: Adam's first and second moments, or a
    /// momentum.
    package var first: Weights
    package var second: Weights
    package var gradient: UnsafeMutablePointer<Float>
    /// Counted from 1.
    package var number: Int
    /// Learning rate.
    package var rate: Double
    /// Multiplies the gradient first, for clipping.
    package var factor: Double
    /// For stochastic rounding.
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
