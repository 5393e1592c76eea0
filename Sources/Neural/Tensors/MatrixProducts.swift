import CDNNL
import CKernels

/// Computes matrix products on one thread, with oneDNN.
///
/// In `bf16`, the factors are rounded to bfloat16 first. Without bfloat16 instructions, the same result is computed
/// more slowly from rounded floats. Only tests do this; training falls back to f32.
package final class MatrixProducts {
    /// A factor of a product: `rows × columns` in memory, rows `stride` floats apart.
    package struct Matrix {
        var values: UnsafePointer<Float>
        var stride: Int
        /// Whether the product uses the transpose.
        var isTransposed: Bool

        package init(values: UnsafePointer<Float>, stride: Int, isTransposed: Bool = false) {
            self.values = values
            self.stride = stride
            self.isTransposed = isTransposed
        }

        var transposed: Matrix { Matrix(values: values, stride: stride, isTransposed: !isTransposed) }
    }

    /// What a product is added to.
    package enum Addend {
        case nothing
        /// The previous values of the target.
        case target
        /// A vector that is added to each row.
        case bias(UnsafePointer<Float>)
    }

    /// A right factor, `k × n`, arranged once for several products.
    package final class Packed {
        fileprivate let layout: UnsafePointer<muse_dnnl_layout>
        fileprivate let values: UnsafeMutablePointer<Float>
        private let count: Int
        private let pool: Pool

        /// Uninitialised.
        fileprivate init(_ layout: UnsafePointer<muse_dnnl_layout>, in pool: Pool) {
            self.layout = layout
            self.pool = pool
            count = (layout.pointee.size + MemoryLayout<Float>.stride - 1) / MemoryLayout<Float>.stride
            values = pool.allocate(count)
        }

        deinit { pool.release(values, count) }
    }

    let precision: Precision
    private let primitives: ProductPrimitives
    /// Whether factors are converted to bfloat16, and not only rounded.
    private let convertsToBF16: Bool
    /// Memory for the converted or rounded factors of a product.
    private var copies = [UnsafeMutableRawBufferPointer](repeating: .init(start: nil, count: 0), count: 2)

    package init(_ precision: Precision) {
        self.precision = precision
        convertsToBF16 = precision == .bf16 && Precision.hasBF16
        primitives = ProductPrimitives(convertsToBF16 ? dnnl_bf16 : dnnl_f32)
    }

    deinit { for copy in copies { copy.deallocate() } }

    /// Computes the product of a, `m × k`, and b, `k × n`.
    ///
    /// - Precondition: `k > 0`, unless the product is added to the target.
    package func multiply(
        _ a: Matrix, _ b: Matrix, m: Int, n: Int, k: Int, into c: UnsafeMutablePointer<Float>, stride: Int,
        addingTo addend: Addend = .nothing
    ) {
        let (kind, bias): (muse_dnnl_addend, UnsafePointer<Float>?) =
            switch addend {
            case .nothing: (MUSE_DNNL_NOTHING, nil)
            case .target: (MUSE_DNNL_TARGET, nil)
            case .bias(let bias): (MUSE_DNNL_BIAS, bias)
            }
        precondition(k > 0 || kind == MUSE_DNNL_TARGET, "a product over nothing")
        primitives.multiply(
            factor(a, rows: m, columns: k, 0), factor(b, rows: k, columns: n, 1),
            into: target(c, rows: m, columns: n, stride: stride), addingTo: kind, bias)
    }

    /// Packs a right factor, `k × n`.
    package func pack(_ b: Matrix, n: Int, k: Int, in pool: Pool) -> Packed {
        let packed = Packed(primitives.layout(n: n, k: k), in: pool)
        primitives.arrange(factor(b, rows: k, columns: n, 1), in: packed.layout, to: packed.values)
        return packed
    }

    /// Computes the product of a, `m × k` without gaps between rows, and a packed factor, `k × n`; or adds it to the
    /// target, whose rows have no gaps either.
    package func multiply(
        _ a: UnsafePointer<Float>, _ b: Packed, m: Int, into c: UnsafeMutablePointer<Float>, adds: Bool
    ) {
        let (n, k) = (Int(b.layout.pointee.n), Int(b.layout.pointee.k))
        var right = muse_dnnl_matrix()
        right.values = UnsafeRawPointer(b.values)
        right.layout = b.layout
        primitives.multiply(
            factor(Matrix(values: a, stride: k), rows: m, columns: k, 0), right,
            into: target(c, rows: m, columns: n, stride: n), addingTo: adds ? MUSE_DNNL_TARGET : MUSE_DNNL_NOTHING, nil)
    }

    /// Describes a factor, which is converted or rounded first in bf16.
    ///
    /// - Parameters:
    ///   - rows: of the matrix that the product uses
    ///   - side: 0 for the left factor, 1 for the right one
    private func factor(_ matrix: Matrix, rows: Int, columns: Int, _ side: Int) -> muse_dnnl_matrix {
        var (values, stride) = (UnsafeRawPointer(matrix.values), matrix.stride)
        if precision == .bf16 {
            let (height, width) = matrix.isTransposed ? (columns, rows) : (rows, columns)
            let copy = memory(height * width * (convertsToBF16 ? 2 : 4), side)
            (values, stride) = (UnsafeRawPointer(copy), width)
            // Rows without gaps are one long row.
            let isDense = matrix.stride == width
            for row in 0..<(isDense ? 1 : height) {
                let (source, start) = (matrix.values + row * matrix.stride, row * width)
                let count = isDense ? height * width : width
                if convertsToBF16 {
                    muse_to_bf16(copy.assumingMemoryBound(to: UInt16.self) + start, source, count)
                } else {
                    muse_round_to_bf16(copy.assumingMemoryBound(to: Float.self) + start, source, count)
                }
            }
        }
        return muse_dnnl_matrix(
            values: values, type: primitives.type, rows: Int64(rows), columns: Int64(columns), stride: Int64(stride),
            transposed: matrix.isTransposed ? 1 : 0, layout: nil)
    }

    private func target(_ c: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int) -> muse_dnnl_matrix {
        muse_dnnl_matrix(
            values: UnsafeRawPointer(c), type: dnnl_f32, rows: Int64(rows), columns: Int64(columns),
            stride: Int64(stride), transposed: 0, layout: nil)
    }

    private func memory(_ byteCount: Int, _ side: Int) -> UnsafeMutableRawPointer {
        if copies[side].count < byteCount {
            copies[side].deallocate()
            copies[side] = .allocate(byteCount: byteCount, alignment: Pool.alignment)
        }
        guard let memory = copies[side].baseAddress else { preconditionFailure("a factor without values") }
        return memory
    }
}
