import CKernels

extension Tape {
    /// Zeroes a share of all elements at random and scales the others so that the mean stays: `y = x · keep / (1 - p)`.
    /// The decisions come from `dropoutSeed` and are made again on the way back instead of being kept.
    ///
    /// - Parameters:
    ///   - x: `[B, C]`
    ///   - p: 0 ..< 1
    /// - Returns: `[B, C]`; `x` itself where `p` is 0 or the tape does not record
    ///
    /// Source: Srivastava et al., JMLR 15, 2014.
    package func dropout(_ x: Tensor, _ p: Float) -> Tensor {
        guard p > 0, isRecording else { return x }
        let seed = nextDropoutSeed()
        let y = tensor(x.rows, x.columns)
        muse_dropout(y.values, x.values, x.count, p, seed, 0)
        record {
            let (dx, adds) = x.gradientTarget()
            muse_dropout(dx, y.finishedGradient(), x.count, p, seed, adds ? 1 : 0)
            y.dropGradient()
        }
        return y
    }

    private func nextDropoutSeed() -> UInt64 {
        // Steele, Lea and Flood's step: a Weyl sequence and a mix.
        dropoutSeed &+= 0x9E37_79B9_7F4A_7C15
        var z = dropoutSeed
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
