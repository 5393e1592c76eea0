import CKernels

/// Stochastic gradient descent with momentum.
///
///     m = μ m + g + λ w      w = w - η m
///
/// Source: Sutskever et al., "On the importance of initialization and momentum in deep learning", ICML 2013, in
/// PyTorch's form: the learning rate multiplies the whole sum, and weight decay is part of the gradient.
package struct SGD: Sendable {
    package var momentum: Double
    package var weightDecay: Double

    package init(momentum: Double = 0.9, weightDecay: Double = 0) {
        self.momentum = momentum
        self.weightDecay = weightDecay
    }

    /// One step of a parameter or a part of it. Sets the gradient to 0 afterwards.
    ///
    /// - Parameters:
    ///   - range: indices of the parameter's elements.
    ///   - sums: momentum buffer m, 0 at the start.
    ///   - factor: multiplies the gradient first, for clipping.
    package func update(
        _ parameter: Parameter, _ range: Range<Int>, weights: Weights, sums: Weights,
        gradient: UnsafeMutablePointer<Float>, rate: Double, factor: Double = 1
    ) {
        let at = parameter.offset + range.lowerBound
        muse_sgd(
            weights.values + at, sums.values + at, gradient + at, range.count, Float(factor), Float(rate),
            Float(momentum), parameter.decays ? Float(weightDecay) : 0)
    }
}
