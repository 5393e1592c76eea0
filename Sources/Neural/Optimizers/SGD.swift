import CKernels

/// Stochastic gradient descent with momentum.
///
///     m = μ m + g + λ w      w = w - η m
///
/// Source: Sutskever et al., "On the importance of initialization and momentum in deep learning", ICML 2013, in
/// PyTorch's form: the learning rate multiplies the whole sum, and weight decay is part of the gradient.
package struct SGD: Optimizer {
    package var momentum: Double
    package var weightDecay: Double

    package init(momentum: Double = 0.9, weightDecay: Double = 0) {
        self.momentum = momentum
        self.weightDecay = weightDecay
    }

    package func parts(of parameter: Parameter) -> [OptimizerPart] { OptimizerPart.slices(of: parameter) }

    /// Performs one step. The momentum buffer m is `OptimizerStep.first`.
    package func update(_ parameter: Parameter, _ range: Range<Int>, _ step: OptimizerStep, on tape: Tape) {
        let at = parameter.offset + range.lowerBound
        muse_sgd(
            step.weights.values + at, step.first.values + at, step.gradient + at, range.count, Float(step.factor),
            Float(step.rate),
            Float(momentum), parameter.decays ? Float(weightDecay) : 0)
    }
}
