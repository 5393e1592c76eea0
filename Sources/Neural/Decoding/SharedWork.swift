/// Work divided into parts that several threads may run concurrently. No part reads or writes what another writes.
package protocol SharedWork: AnyObject {
    func run(part: Int, of parts: Int)
}

/// A matrix product whose outputs are divided among the parts. One object is reused for all products, so none
/// allocates.
final class SharedProduct: SharedWork {
    var matrix: PackedMatrix?
    var x: UnsafePointer<Float>?
    var rounded: RoundedRows?
    var y: UnsafeMutablePointer<Float>?
    var xStride = 0
    var yStride = 0
    var rows = 0

    func run(part: Int, of parts: Int) {
        guard let matrix, let x, let rounded, let y else { return }
        matrix.multiply(
            x, stride: xStride, rounded: rounded, rows: rows, into: y, stride: yStride,
            blocks: matrix.blocks(part: part, of: parts))
    }
}
