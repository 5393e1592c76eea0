import CKernels
import MuseProtocols

extension Tape {
    /// Sets a random share of the elements to 0 and scales the others so that the expected value stays the same: `y = x
    /// · keep / (1 - p)`. The mask is derived from `dropoutSource` and recomputed in the backward pass instead of being
    /// stored.
    ///
    /// - Parameters:
    ///   - x: `[B, C]`
    ///   - p: 0 ..< 1
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
