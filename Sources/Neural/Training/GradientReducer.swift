import CKernels

/// Sums the gradients of all workers, in this process or in others.
package protocol GradientReducer: Sendable {
    /// Adds the other gradients to the first within a range, and sets the others to 0.
    ///
    /// Threads call this concurrently, each with its own range.
    ///
    /// - Parameter gradients: the gradients of the threads of this process, each in the layout of the weights.
    /// - Returns: the sum of squares of the result.
    func add(_ gradients: [UnsafeMutablePointer<Float>], _ range: Range<Int>) -> Double
}

/// Sums the gradients of the threads of one process.
package struct ThreadReducer: GradientReducer {
    package init() {}

    package func add(_ gradients: [UnsafeMutablePointer<Float>], _ range: Range<Int>) -> Double {
        guard let first = gradients.first, !range.isEmpty else { return 0 }
        for other in gradients.dropFirst() {
            muse_add(first + range.lowerBound, other + range.lowerBound, range.count)
            (other + range.lowerBound).update(repeating: 0, count: range.count)
        }
        return muse_sum_of_squares(first + range.lowerBound, range.count)
    }
}
