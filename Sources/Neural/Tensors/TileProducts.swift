import CDNNL
import CKernels

/// Products of bfloat16 matrices by oneDNN, which uses a processor's matrix tiles (AMX).
///
/// oneDNN stays on the calling thread, because training already uses one thread per core.
final class TileProducts {
    private struct Shape: Hashable {
        var m, n, k, aStride, bStride, cStride: Int
        var aIsTransposed, bIsTransposed, adds: Bool
    }

    private var context: muse_dnnl_context
    private var primitives: [Shape: muse_dnnl_product] = [:]
    private var halves = [UnsafeMutableBufferPointer<UInt16>](repeating: .init(start: nil, count: 0), count: 2)

    init() {
        muse_dnnl_stay_on_this_thread()
        context = muse_dnnl_context()
        let status = muse_dnnl_context_create(&context)
        precondition(status == 0, "oneDNN could not start")
    }

    deinit {
        for var product in primitives.values { muse_dnnl_product_destroy(&product) }
        muse_dnnl_context_destroy(&context)
        for buffer in halves { buffer.deallocate() }
    }

    /// Computes `c = a b`, or `c += a b` if `adds`; a is `m × k`, b is `k × n`, c is `m × n`.
    func multiply(
        _ a: MatrixProducts.Matrix, _ b: MatrixProducts.Matrix, m: Int, n: Int, k: Int,
        into c: UnsafeMutablePointer<Float>, stride: Int, adds: Bool
    ) {
        let shape = Shape(
            m: m, n: n, k: k, aStride: a.isTransposed ? m : k, bStride: b.isTransposed ? k : n, cStride: stride,
            aIsTransposed: a.isTransposed, bIsTransposed: b.isTransposed, adds: adds)
        var product = primitive(shape)
        let left = bf16Copy(a, rows: a.isTransposed ? k : m, columns: a.isTransposed ? m : k, 0)
        let right = bf16Copy(b, rows: b.isTransposed ? n : k, columns: b.isTransposed ? k : n, 1)
        let status = muse_dnnl_product_run(&product, &context, left, right, c)
        precondition(status == 0, "oneDNN failed with status \(status)")
    }

    private func primitive(_ shape: Shape) -> muse_dnnl_product {
        if let cached = primitives[shape] { return cached }
        var created = muse_dnnl_product()
        let status = muse_dnnl_bf16_product_create(
            &created, &context, Int64(shape.m), Int64(shape.n), Int64(shape.k), Int64(shape.aStride),
            shape.aIsTransposed ? 1 : 0, Int64(shape.bStride), shape.bIsTransposed ? 1 : 0, Int64(shape.cStride),
            shape.adds ? 1 : 0)
        precondition(status == 0, "oneDNN could not create a bf16 product of \(shape.m) × \(shape.n) × \(shape.k)")
        primitives[shape] = created
        return created
    }

    /// Returns a bfloat16 copy of a factor, with contiguous rows.
    private func bf16Copy(
        _ matrix: MatrixProducts.Matrix, rows: Int, columns: Int, _ side: Int
    ) -> UnsafePointer<UInt16> {
        let count = rows * columns
        if halves[side].count < count {
            halves[side].deallocate()
            halves[side] = .allocate(capacity: count)
        }
        let target = UnsafeMutablePointer<UInt16>(halves[side].baseAddress!)
        if matrix.stride == columns {
            muse_to_bf16(target, matrix.values, count)
        } else {
            for row in 0..<rows { muse_to_bf16(target + row * columns, matrix.values + row * matrix.stride, columns) }
        }
        return UnsafePointer(target)
    }
}
