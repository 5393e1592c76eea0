import CKernels

/// One thread's part of a training step: its tape, and the sum of its gradients.
final class Gradients {
    let tape: Tape
    let values: Weights

    init(_ weights: Weights, precision: Precision) {
        values = Weights(weights.layout)
        tape = Tape(weights: weights, gradients: values, precision: precision)
    }
}

/// Sums the gradients of several threads. The place where several machines would join.
enum GradientSum {
    /// Adds the other gradients to the first, over a range, and sets them to 0.
    ///
    /// - Returns: the sum of squares of the result.
    static func add(_ gradients: [UnsafeMutablePointer<Float>], _ range: Range<Int>) -> Double {
        guard let first = gradients.first, !range.isEmpty else { return 0 }
        for other in gradients.dropFirst() {
            muse_add(first + range.lowerBound, other + range.lowerBound, range.count)
            (other + range.lowerBound).update(repeating: 0, count: range.count)
        }
        return muse_sum_of_squares(first + range.lowerBound, range.count)
    }
}
