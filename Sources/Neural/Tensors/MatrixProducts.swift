import CDNNL
import CKernels

/// Computes matrix products on one thread.
///
/// oneDNN stays on the calling thread, because training already uses one thread per core. In `bf16`, the factors are
/// rounded to bfloat16 first. Without bfloat16 instructions, the same result is computed more slowly from rounded
/// floats. Only tests do this; training falls back to f32.
final class MatrixProducts {
    /// A factor of a product: `rows × columns` in memory, rows `stride` floats apart.
    struct Matrix {
        var values: UnsafePointer<Float>
        var stride: Int
        /// Whether the product uses the transpose.
        var isTransposed = false

        var transposed: Matrix { Matrix(values: values, stride: stride, isTransposed: !isTransposed) }
    }

    private struct Shape: Hashable {
        var m, n, k, aStride, bStride, cStride: Int
        var aIsTransposed, bIsTransposed, adds: Bool
    }

    let precision: Precision
    private var context: muse_dnnl_context?
    private var primitives: [Shape: muse_dnnl_product] = [:]
    private var scratch = [UnsafeMutableBufferPointer<UInt16>](repeating: .init(start: nil, count: 0), count: 2)
    private var rounded: [[Float]] = [[], []]
    private var paddedCopies = [UnsafeMutableBufferPointer<Float>](repeating: .init(start: nil, count: 0), count: 2)

    init(_ precision: Precision) {
        self.precision = precision
        muse_dnnl_stay_on_this_thread()
        if precision == .bf16, Precision.hasBF16 {
            var created = muse_dnnl_context()
            if muse_dnnl_context_create(&created) == 0 { context = created }
        }
    }

    deinit {
        for var product in primitives.values { muse_dnnl_product_destroy(&product) }
        if var context { muse_dnnl_context_destroy(&context) }
        for buffer in scratch { buffer.deallocate() }
        for buffer in paddedCopies { buffer.deallocate() }
    }

    /// Computes `c = a b`, or `c += a b` if `adds`; a is `m × k`, b is `k × n`, c is `m × n`.
    func multiply(
        _ a: Matrix, _ b: Matrix, m: Int, n: Int, k: Int, into c: UnsafeMutablePointer<Float>, stride: Int, adds: Bool
    ) {
        switch precision {
        case .f32: multiplyF32(a, b, m, n, k, c, stride, adds)
        case .bf16:
            let shape = Shape(
                m: m, n: n, k: k, aStride: a.isTransposed ? m : k, bStride: b.isTransposed ? k : n, cStride: stride,
                aIsTransposed: a.isTransposed, bIsTransposed: b.isTransposed, adds: adds)
            if let product = primitive(shape), var context {
                var product = product
                let left = bf16Copy(a, rows: a.isTransposed ? k : m, columns: a.isTransposed ? m : k, 0)
                let right = bf16Copy(b, rows: b.isTransposed ? n : k, columns: b.isTransposed ? k : n, 1)
                let status = muse_dnnl_product_run(&product, &context, left, right, c)
                precondition(status == 0, "oneDNN failed with status \(status)")
            } else {
                rounded[0] = roundedFloats(a, rows: a.isTransposed ? k : m, columns: a.isTransposed ? m : k)
                rounded[1] = roundedFloats(b, rows: b.isTransposed ? n : k, columns: b.isTransposed ? k : n)
                rounded[0].withUnsafeBufferPointer { left in
                    rounded[1].withUnsafeBufferPointer { right in
                        multiplyF32(
                            Matrix(
                                values: left.baseAddress ?? a.values, stride: shape.aStride,
                                isTransposed: a.isTransposed),
                            Matrix(
                                values: right.baseAddress ?? b.values, stride: shape.bStride,
                                isTransposed: b.isTransposed),
                            m, n, k, c, stride, adds)
                    }
                }
            }
        }
    }

    private func multiplyF32(
        _ a: Matrix, _ b: Matrix, _ m: Int, _ n: Int, _ k: Int, _ c: UnsafeMutablePointer<Float>, _ stride: Int,
        _ adds: Bool
    ) {
        let a = a.isTransposed ? padded(a, rows: k, columns: m, 0) : a
        let b = b.isTransposed ? b : padded(b, rows: k, columns: n, 1)
        let t = CChar(UInt8(ascii: "T"))
        let no = CChar(UInt8(ascii: "N"))
        let status = dnnl_sgemm(
            a.isTransposed ? t : no, b.isTransposed ? t : no, Int64(m), Int64(n), Int64(k), 1, a.values,
            Int64(a.stride),
            b.values, Int64(b.stride), adds ? 1 : 0, c, Int64(stride))
        precondition(status == dnnl_success, "oneDNN failed with status \(status.rawValue)")
    }

    /// Copies a factor whose rows are a multiple of 4096 bytes apart to rows that are slightly further apart.
    ///
    /// Such rows compete for a few cache sets, which halves the speed of a product that walks along the columns.
    private func padded(_ matrix: Matrix, rows: Int, columns: Int, _ side: Int) -> Matrix {
        guard matrix.stride % 1024 == 0, rows >= 64 else { return matrix }
        let stride = columns + 16
        if paddedCopies[side].count < rows * stride {
            paddedCopies[side].deallocate()
            paddedCopies[side] = .allocate(capacity: rows * stride)
        }
        guard let target = paddedCopies[side].baseAddress else { return matrix }
        for row in 0..<rows {
            (target + row * stride).update(from: matrix.values + row * matrix.stride, count: columns)
        }
        return Matrix(values: target, stride: stride, isTransposed: matrix.isTransposed)
    }

    private func primitive(_ shape: Shape) -> muse_dnnl_product? {
        if let cached = primitives[shape] { return cached }
        guard var context else { return nil }
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
    private func bf16Copy(_ matrix: Matrix, rows: Int, columns: Int, _ side: Int) -> UnsafePointer<UInt16> {
        let count = rows * columns
        if scratch[side].count < count {
            scratch[side].deallocate()
            scratch[side] = .allocate(capacity: count)
        }
        let target = UnsafeMutablePointer<UInt16>(scratch[side].baseAddress!)
        if matrix.stride == columns {
            muse_to_bf16(target, matrix.values, count)
        } else {
            for row in 0..<rows { muse_to_bf16(target + row * columns, matrix.values + row * matrix.stride, columns) }
        }
        return UnsafePointer(target)
    }

    private func roundedFloats(_ matrix: Matrix, rows: Int, columns: Int) -> [Float] {
        var result = [Float](repeating: 0, count: rows * columns)
        result.withUnsafeMutableBufferPointer { result in
            guard let target = result.baseAddress else { return }
            for row in 0..<rows {
                muse_round_to_bf16(target + row * columns, matrix.values + row * matrix.stride, columns)
            }
        }
        return result
    }
}
