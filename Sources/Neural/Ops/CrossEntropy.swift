import CKernels

extension Tape {
    /// Cross-entropy loss `-ln softmax(logits)[target]`.
    ///
    /// While the tape records, the gradient of the logits is set immediately, because the probabilities have just been
    /// computed. `backward` starts from it.
    ///
    /// - Parameters:
    ///   - logits: `[B, V]`
    ///   - targets: `[B]`; positions with a negative target are excluded from the loss
    ///   - count: number of targets in the whole batch, of which these rows may be a part
    /// - Returns: the sum of the losses in nats
    ///
    /// Backward: `dlogits = (softmax(logits) - onehot(target)) / count`, the gradient of the mean over the whole batch.
    package func crossEntropy(_ logits: Tensor, _ targets: [Int32], count: Int) -> Double {
        precondition(targets.count == logits.rows, "\(targets.count) targets for \(logits.rows) rows")
        let losses = tensor(1, logits.rows)
        if isRecording {
            let (gradient, adds) = logits.gradientTarget()
            precondition(!adds, "the logits already have a gradient")
            gradient.update(from: logits.values, count: logits.count)
            muse_cross_entropy(
                gradient, losses.values, targets, logits.rows, logits.columns, logits.columns, 1 / Float(count))
        } else {
            muse_log_loss(losses.values, logits.values, targets, logits.rows, logits.columns, logits.columns)
        }
        var sum = 0.0
        for i in 0..<logits.rows { sum += Double(losses.values[i]) }
        return sum
    }
}

extension Tape {
    /// Returns `ln softmax(logits)[target]` of each row, without computing a gradient.
    package func logProbabilities(_ logits: Tensor, _ targets: [Int32]) -> [Double] {
        precondition(targets.count == logits.rows, "\(targets.count) targets for \(logits.rows) rows")
        let losses = tensor(1, logits.rows)
        muse_log_loss(losses.values, logits.values, targets, logits.rows, logits.columns, logits.columns)
        return (0..<logits.rows).map { -Double(losses.values[$0]) }
    }
}
