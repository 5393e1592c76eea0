/// A matrix of floats and, after a backward pass, the gradient of the loss with respect to it.
///
/// Vectors are matrices of one row. Time and batch are both rows; only ops distinguish them. The memory comes from a
/// thread's pool and returns to it with the last reference.
package final class Tensor {
    package let rows: Int
    package let columns: Int
    /// Row-major.
    package let values: UnsafeMutablePointer<Float>
    /// Same size as `values`; nil until something has been added.
    package private(set) var gradient: UnsafeMutablePointer<Float>?
    private let pool: Pool

    /// Values are uninitialised.
    init(_ rows: Int, _ columns: Int, in pool: Pool) {
        precondition(rows > 0 && columns > 0, "a tensor cannot be \(rows) × \(columns)")
        self.rows = rows
        self.columns = columns
        self.pool = pool
        values = pool.take(rows * columns)
    }

    deinit {
        pool.giveBack(values, count)
        if let gradient { pool.giveBack(gradient, count) }
    }

    package var count: Int { rows * columns }

    /// Where an op's backward pass writes its part of the gradient, and whether it must add to it. If not, it must
    /// overwrite: the memory is uninitialised.
    func gradientTarget() -> (values: UnsafeMutablePointer<Float>, adds: Bool) {
        if let gradient { return (gradient, true) }
        let fresh = pool.take(count)
        gradient = fresh
        return (fresh, false)
    }

    /// The gradient; 0 if nothing has been added.
    func finishedGradient() -> UnsafeMutablePointer<Float> {
        let (values, adds) = gradientTarget()
        if !adds { values.update(repeating: 0, count: count) }
        return values
    }

    /// Releases the gradient's memory for reuse.
    func dropGradient() {
        if let gradient { pool.giveBack(gradient, count) }
        gradient = nil
    }

    package var array: [Float] { Array(UnsafeBufferPointer(start: values, count: count)) }
    package var gradientArray: [Float] { Array(UnsafeBufferPointer(start: finishedGradient(), count: count)) }
}
