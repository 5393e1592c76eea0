/// A matrix of floats that a decoder reuses for every token.
package final class RowBuffer {
    /// Columns to add to long rows: addresses that are a multiple of 4096 bytes apart compete for the same cache sets.
    package static let gap = 16

    package let columns: Int
    package let values: UnsafeMutablePointer<Float>

    /// Creates a matrix of zeros.
    package init(rows: Int, columns: Int) {
        self.columns = columns
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: max(rows * columns, 1) * MemoryLayout<Float>.stride, alignment: Pool.alignment)
        values = memory.bindMemory(to: Float.self, capacity: max(rows * columns, 1))
        values.initialize(repeating: 0, count: max(rows * columns, 1))
    }

    deinit { values.deallocate() }

    package func row(_ row: Int) -> UnsafeMutablePointer<Float> { values + row * columns }

    /// Copies row `from` to row `to`.
    package func move(_ from: Int, to: Int) {
        if from != to { row(to).update(from: row(from), count: columns) }
    }
}
