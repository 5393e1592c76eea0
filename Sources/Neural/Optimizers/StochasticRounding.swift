import CKernels

/// Rounding to bfloat16 values, up or down at random so that the mean is right: an update too small to reach the next
/// value still moves a weight as often as it should.
///
/// Source: Gupta et al., "Deep Learning with Limited Numerical Precision", arXiv:1502.02551, section 3; for bfloat16
/// weights: Zamirai et al., arXiv:2010.06192.
package enum StochasticRounding {
    /// Replaces each number by one of the two bfloat16 values beside it: by the upper one with the probability of the
    /// distance to the lower one, in units of the gap. Values of bfloat16, infinities and NaN stay.
    ///
    /// - Parameters:
    ///   - seed: another one gives other decisions.
    ///   - place: of the first number among all: decisions depend on seed and place alone, so numbers may be rounded in
    ///     any number of runs.
    package static func round(_ values: UnsafeMutableBufferPointer<Float>, seed: UInt64, place: Int = 0) {
        guard let start = values.baseAddress else { return }
        muse_round_stochastically(start, values.count, seed, place)
    }
}
