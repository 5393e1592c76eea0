/// Learning-rate schedule: linear warm-up, then decay.
package struct Schedule: Sendable, Equatable {
    package enum Decay: String, CaseIterable, Sendable {
        /// No decay.
        case constant
        /// Cosine decay to a tenth (Loshchilov and Hutter, arXiv:1608.03983, without restarts).
        case cosine
        /// Divided by 10 after one third and after two thirds of the steps that follow the warm-up.
        case step
        /// Constant, then linear to 0 in the last part of the steps (Hu et al., "MiniCPM", arXiv:2404.06395, section
        /// 4).
        case linear
    }

    package var peak: Double
    package var warmUp: Int
    package var steps: Int
    package var decay: Decay
    /// The share of the steps in which `linear` decays.
    package var decayShare: Double

    package init(peak: Double, warmUp: Int, steps: Int, decay: Decay, decayShare: Double = 0.4) {
        self.peak = peak
        self.warmUp = warmUp
        self.steps = steps
        self.decay = decay
        self.decayShare = decayShare
    }

    /// Returns the learning rate of a step, counted from 0.
    package func rate(_ step: Int) -> Double {
        if step < warmUp { return peak * Double(step + 1) / Double(warmUp) }
        let share = Double(step - warmUp) / Double(max(1, steps - warmUp))
        switch decay {
        case .constant: return peak
        case .cosine: return peak * (0.1 + 0.9 * 0.5 * (1 + cosineOf(share)))
        case .linear: return peak * min(1, Double(max(0, steps - step)) / max(1, decayShare * Double(steps)))
        case .step: return peak * raise(0.1, Double(min(2, Int(3 * share))))
        }
    }

    private func cosineOf(_ share: Double) -> Double { cosine(.pi * min(1, share)) }
}
