import CKernels

/// Rows of inputs of `DecodingPrecision.int16` products, rounded to 14-bit integers with a scale per 32 inputs. Reused
/// for every token.
package final class RoundedRows {
    private let rows: Int
    private let columns: Int
    let stride: Int
    let scalesStride: Int
    let values: UnsafeMutablePointer<Int16>
    let scales: UnsafeMutablePointer<Float>

    /// - Parameter columns: the maximum number of inputs.
    package init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        // A multiple of 8, plus a gap as in `RowBuffer`.
        stride = (columns + 7) / 8 * 8 + 2 * RowBuffer.gap
        scalesStride = (columns + Int(MUSE_CHUNK) - 1) / Int(MUSE_CHUNK)
        values = PackedMatrix.allocate(rows * stride, of: Int16.self)
        scales = PackedMatrix.allocate(rows * scalesStride, of: Float.self)
    }

    deinit {
        values.deallocate()
        scales.deallocate()
    }

    package func holds(rows: Int, columns: Int) -> Bool { rows <= self.rows && columns <= self.columns }

    /// Rounds rows of `count` inputs, which are `xStride` apart.
    package func read(_ x: UnsafePointer<Float>, stride xStride: Int, rows: Int, _ count: Int) {
        muse_to_i16(values, stride, scales, scalesStride, x, xStride, rows, count)
    }
}
