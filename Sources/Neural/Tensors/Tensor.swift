/// A matrix of floats, and the gradient of a loss by it once a tape has gone back to it.
///
/// Vectors are matrices of one row, time and batch are both rows: what tells them apart is the op's business. Its memory
/// belongs to a thread's pool and goes back to it with the last reference.
package final class Tensor {
    package let rows: Int
    package let columns: Int
    /// Row by row.
    package let values: UnsafeMutablePointer<Float>
    /// As many as `values`; nil before something has been added.
    package private(set) var gradient: UnsafeMutablePointer<Float>?
    private let pool: Pool

    /// Values are not initialised.
    init(_ rows: Int, _ columns: Int, in pool: Pool) {
        precondition(rows > 0 && columns > 0, "no tensor is \(rows) × \(columns)")
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

    /// Where a backward pass leaves its share of the gradient, and whether it has to be added to others' (or else
    /// overwrites what the memory held).
    func gradientTarget() -> (values: UnsafeMutablePointer<Float>, adds: Bool) {
        if let gradient { return (gradient, true) }
        let fresh = pool.take(count)
        gradient = fresh
        return (fresh, false)
    }

    /// The gradient, 0 where nothing has been added.
    func finishedGradient() -> UnsafeMutablePointer<Float> {
        let (values, adds) = gradientTarget()
        if !adds { values.update(repeating: 0, count: count) }
        return values
    }

    /// The gradient's memory is free for others from here on.
    func dropGradient() {
        if let gradient { pool.giveBack(gradient, count) }
        gradient = nil
    }

    package var array: [Float] { Array(UnsafeBufferPointer(start: values, count: count)) }
    package var gradientArray: [Float] { Array(UnsafeBufferPointer(start: finishedGradient(), count: count)) }
}
