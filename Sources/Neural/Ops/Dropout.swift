import CKernels
import MuseProtocols

extension Tape {
    /// Zeroes a share of all elements at random and scales the others so that the mean stays: `y = x · keep / (1 - p)`.
    /// The decisions come from `dropoutSource` and are made again on the way back instead of being kept.
    ///
    /// - Parameters:
    ///   - x: `[B, C]`
    ///   - p: 0 ..< 1
    /// - Returns: `[B, C]`; `x` itself where `p` is 0 or the tape does not record
    ///
    /// Source: Srivastava et al., JMLR 15, 2014.
    package func dropout(_ x: Tensor, _ p: Float) -> Tensor {
        guard p > 0, isRecording else { return x }
        let seed = dropoutSource.next()
        let y = tensor(x.rows, x.columns)
        muse_dropout(y.values, x.values, x.count, p, seed, 0)
        record {
            let (dx, adds) = x.gradientTarget()
            muse_dropout(dx, y.finishedGradient(), x.count, p, seed, adds ? 1 : 0)
            y.dropGradient()
        }
        return y
    }
}
