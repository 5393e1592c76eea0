/// A matrix of floats and, after a backward pass, the gradient of the loss with respect to it.
///
/// Vectors are matrices of one row. Time and batch are both rows; only ops distinguish them. The memory comes from a
/// thread's pool and returns to it when the last reference is released.
package final class Tensor {
    package let rows: Int
    package let columns: Int
    /// Row-major.
    package let values: UnsafeMutablePointer<Float>
    /// The gradient, of the same size as `values`; nil until an op adds to it.
    package private(set) var gradient: UnsafeMutablePointer<Float>?
    /// The tables of which the values are sums of rows; empty if unknown. Their gradients may be computed without that
    /// of the tensor itself.
    var lookups: [Lookup] = []
    private let pool: Pool

    /// Creates a tensor with uninitialised values.
    init(_ rows: Int, _ columns: Int, in pool: Pool) {
        precondition(rows > 0 && columns > 0, "a tensor cannot be \(rows) × \(columns)")
        self.rows = rows
        self.columns = columns
        self.pool = pool
        values = pool.allocate(rows * columns)
    }

    deinit {
        pool.release(values, count)
        if let gradient { pool.release(gradient, count) }
    }

    package var count: Int { rows * columns }

    /// Returns the memory to which an op's backward pass writes the gradient, and whether it must add to it. If not, it
    /// must overwrite the memory, which is uninitialised.
    func gradientTarget() -> (values: UnsafeMutablePointer<Float>, adds: Bool) {
        if let gradient { return (gradient, true) }
        let fresh = pool.allocate(count)
        gradient = fresh
        return (fresh, false)
    }

    /// Returns the gradient, which is 0 if no op has added to it.
    func finishedGradient() -> UnsafeMutablePointer<Float> {
        let (values, adds) = gradientTarget()
        if !adds { values.update(repeating: 0, count: count) }
        return values
    }

    /// Replaces the gradient by a block of the pool, which the tensor then owns.
    func takeGradient(_ block: UnsafeMutablePointer<Float>) {
        dropGradient()
        gradient = block
    }

    /// Removes the gradient without releasing its memory, which the caller then owns.
    func handOverGradient() -> UnsafeMutablePointer<Float>? {
        defer { gradient = nil }
        return gradient
    }

    /// Releases a block of the size of the tensor.
    func release(_ block: UnsafeMutablePointer<Float>) { pool.release(block, count) }

    /// Releases the gradient's memory for reuse.
    func dropGradient() {
        if let gradient { pool.release(gradient, count) }
        gradient = nil
    }

    package var array: [Float] { Array(UnsafeBufferPointer(start: values, count: count)) }
    package var gradientArray: [Float] { Array(UnsafeBufferPointer(start: finishedGradient(), count: count)) }
}
