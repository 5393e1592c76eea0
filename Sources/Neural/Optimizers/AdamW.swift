import CKernels

/// AdamW: Adam with decoupled weight decay.
///
///     m = β₁ m + (1 - β₁) g      v = β₂ v + (1 - β₂) g²
///     w = w (1 - η λ) - η m̂ / (√v̂ + ε)   with m̂ = m / (1 - β₁ᵗ), v̂ = v / (1 - β₂ᵗ)
///
/// Source: Loshchilov and Hutter, arXiv:1711.05101, algorithm 2, in PyTorch's form. Stochastic rounding: Zamirai et
/// al., "Revisiting BFloat16 Training", arXiv:2010.06192.
package struct AdamW: Optimizer {
    package var beta1: Double
    package var beta2: Double
    package var epsilon: Double
    package var weightDecay: Double
    /// Whether each step ends with stochastic rounding of the weights to bfloat16, which is exact in expectation.
    package var roundsStochastically: Bool

    package init(
        beta1: Double = 0.9, beta2: Double = 0.95, epsilon: Double = 1e-8, weightDecay: Double = 0.1,
        roundsStochastically: Bool = false
    ) {
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        self.roundsStochastically = roundsStochastically
    }

    package func parts(of parameter: Parameter) -> [OptimizerPart] { OptimizerPart.slices(of: parameter) }

    package func update(_ parameter: Parameter, _ range: Range<Int>, _ step: OptimizerStep, on tape: Tape) {
        let at = parameter.offset + range.lowerBound
        let correction1 = 1 - raise(beta1, Double(step.number))
        let correction2 = 1 - raise(beta2, Double(step.number))
        let settings = muse_adamw_settings(
            factor: Float(step.factor), beta1: Float(beta1), beta2: Float(beta2), epsilon: Float(epsilon),
            step_size: Float(step.rate / correction1), correction: Float(1 / correction2.squareRoot()),
            decay: parameter.decays ? Float(1 - step.rate * weightDecay) : 1)
        muse_adamw(
            step.weights.values + at, step.first.values + at, step.second.values + at, step.gradient + at, range.count,
            settings)
        if roundsStochastically {
            StochasticRounding.round(
                UnsafeMutableBufferPointer(start: step.weights.values + at, count: range.count), seed: step.seed,
                place: at)
        }
    }
}
