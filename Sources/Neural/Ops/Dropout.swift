import CKernels
import MuseProtocols

extension Tape {
    /// Sets random elements to 0 with probability `p`, and scales the others to keep the expected value:
    /// `y = x · mask / (1 - p)`.
    ///
    /// The mask is derived from `dropoutSource`. The backward pass recomputes it, so it is not stored.
    ///
    /// - Parameters:
    ///   - x: `[B, C]`
    ///   - p: dropout probability, 0 ..< 1
    /// - Returns: `[B, C]`; `x` itself if `p` is 0 or the tape does not record
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
