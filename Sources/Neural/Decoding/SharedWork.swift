/// Work divided into parts that several threads may run concurrently. No part reads or writes what another writes.
package protocol SharedWork: AnyObject {
    func run(part: Int, of parts: Int)
}

/// A matrix product whose outputs are divided among the parts. One object is reused for all products, so none
/// allocates.
final class SharedProduct: SharedWork {
    var matrix: PackedMatrix?
    var x: UnsafePointer<Float>?
    var y: UnsafeMutablePointer<Float>?
    var xStride = 0
    var yStride = 0
    var rows = 0
    var hasGELU = false

    func run(part: Int, of parts: Int) {
        guard let matrix, let x, let y else { return }
        let blocks = matrix.blockCount * part / parts..<matrix.blockCount * (part + 1) / parts
        matrix.multiply(x, stride: xStride, rows: rows, into: y, stride: yStride, blocks: blocks)
        guard hasGELU else { return }
        let outputs = matrix.outputs(of: blocks)
        DecodingKernels.gelu(y + outputs.lowerBound, stride: yStride, rows: rows, outputs.count)
    }
}
