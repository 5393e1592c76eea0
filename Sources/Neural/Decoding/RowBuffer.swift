/// A matrix of floats that a decoder writes to again and again.
package final class RowBuffer {
    /// Columns to be added where rows are long: the cache has few places for addresses that are 4096 bytes apart.
    package static let gap = 16

    package let columns: Int
    package let values: UnsafeMutablePointer<Float>

    /// All 0.
    package init(rows: Int, columns: Int) {
        self.columns = columns
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: max(rows * columns, 1) * MemoryLayout<Float>.stride, alignment: Pool.alignment)
        values = memory.bindMemory(to: Float.self, capacity: max(rows * columns, 1))
        values.initialize(repeating: 0, count: max(rows * columns, 1))
    }

    deinit { values.deallocate() }

    package func row(_ row: Int) -> UnsafeMutablePointer<Float> { values + row * columns }

    /// Row `from` becomes row `to`.
    package func move(_ from: Int, to: Int) {
        if from != to { row(to).update(from: row(from), count: columns) }
    }
}
