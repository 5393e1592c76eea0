import CKernels

/// Stochastic rounding to bfloat16, which is exact in expectation: updates smaller than half the distance between two
/// bfloat16 values still accumulate.
///
/// Source: Gupta et al., "Deep Learning with Limited Numerical Precision", arXiv:1502.02551, section 3; for bfloat16
/// weights: Zamirai et al., arXiv:2010.06192.
package enum StochasticRounding {
    /// Rounds each number to one of its two bfloat16 neighbours: up with a probability equal to the distance to the
    /// lower neighbour divided by the distance between the two. bfloat16 values, infinities and NaN stay unchanged.
    ///
    /// - Parameters:
    ///   - seed: the seed of the random decisions.
    ///   - place: the index of the first number. Decisions depend only on the seed and the index, so an array may be
    ///     rounded in several parts.
    package static func round(_ values: UnsafeMutableBufferPointer<Float>, seed: UInt64, place: Int = 0) {
        guard let start = values.baseAddress else { return }
        muse_round_stochastically(start, values.count, seed, place)
    }
}
