import CKernels

/// Computes matrix products on one thread.
///
/// The route of a product depends on the precision and the processor alone, so that all runs round alike: products
/// go through own kernels, except bfloat16 products on a processor with matrix tiles (AMX), which oneDNN uses. oneDNN's
/// other products are not faster, and allocate memory in each call.
final class MatrixProducts {
    /// A factor of a product: `rows × columns` in memory, rows `stride` floats apart.
    struct Matrix {
        var values: UnsafePointer<Float>
        var stride: Int
        /// Whether the product uses the transpose.
        var isTransposed = false

        var transposed: Matrix { Matrix(values: values, stride: stride, isTransposed: !isTransposed) }

        fileprivate var factor: muse_factor {
            muse_factor(values: values, stride: stride, transposed: isTransposed ? 1 : 0)
        }
    }

    /// What a product is added to.
    enum Addend {
        case nothing
        /// The previous values of the target.
        case target
        /// A vector that is added to each row.
        case bias(UnsafePointer<Float>)
    }

    /// A right factor, `k × n`, arranged once for several products.
    struct Packed {
        fileprivate let matrix: Matrix
        /// Nil if the products do not need a packed factor.
        fileprivate let memory: PackedMemory?
        fileprivate let panels: muse_panels
        fileprivate let n, k: Int

        /// The first columns and rows.
        func prefix(n: Int, k: Int) -> Packed {
            precondition(n <= self.n && k <= self.k, "\(k) × \(n) of \(self.k) × \(self.n)")
            return Packed(matrix: matrix, memory: memory, panels: panels, n: n, k: k)
        }
    }

    let precision: Precision
    private let type: muse_factor_type
    private let tiles: TileProducts?
    private var scratch: UnsafeMutableBufferPointer<UInt32> = .init(start: nil, count: 0)

    init(_ precision: Precision) {
        self.precision = precision
        switch precision {
        case .f32: type = MUSE_F32
        // Without bfloat16 instructions, the products of rounded floats are the same. Only tests need them; training
        // falls back to f32.
        case .bf16: type = Precision.hasBF16 ? MUSE_BF16 : MUSE_ROUNDED
        }
        tiles = precision == .bf16 && muse_has_bf16_tiles() == 1 ? TileProducts() : nil
    }

    deinit { scratch.deallocate() }

    /// Computes the product of a, `m × k`, and b, `k × n`.
    func multiply(
        _ a: Matrix, _ b: Matrix, m: Int, n: Int, k: Int, into c: UnsafeMutablePointer<Float>, stride: Int,
        addingTo addend: Addend = .nothing
    ) {
        multiply(
            a, Packed(matrix: b, memory: nil, panels: muse_panels(), n: n, k: k), m: m, into: c, stride: stride,
            addingTo: addend)
    }

    /// Packs a right factor, `k × n`. Its values must not change while the result is in use.
    func pack(_ b: Matrix, n: Int, k: Int, in pool: Pool) -> Packed {
        if tiles != nil { return Packed(matrix: b, memory: nil, panels: muse_panels(), n: n, k: k) }
        let memory = PackedMemory(muse_panels_size(n, k, type), in: pool)
        return Packed(
            matrix: b, memory: memory, panels: muse_pack_panels(memory.values, b.factor, n, k, type), n: n, k: k)
    }

    /// Computes the product of a, `m × k`, and a packed factor.
    func multiply(
        _ a: Matrix, _ b: Packed, m: Int, into c: UnsafeMutablePointer<Float>, stride: Int,
        addingTo addend: Addend = .nothing
    ) {
        if let tiles {
            if case .bias(let bias) = addend {
                for row in 0..<m { (c + row * stride).update(from: bias, count: b.n) }
            }
            let adds = if case .nothing = addend { false } else { true }
            tiles.multiply(a, b.matrix, m: m, n: b.n, k: b.k, into: c, stride: stride, adds: adds)
            return
        }
        let size = muse_product_scratch_size(b.n)
        if scratch.count < size {
            scratch.deallocate()
            scratch = .allocate(capacity: size)
        }
        let (first, firstStride): (UnsafePointer<Float>?, Int) =
            switch addend {
            case .nothing: (nil, 0)
            case .target: (UnsafePointer(c), stride)
            case .bias(let bias): (bias, 0)
            }
        muse_product(
            c, stride, first, firstStride, a.factor, b.matrix.factor, b.panels, m, b.n, b.k, type,
            scratch.baseAddress!)
    }
}

/// The memory of a packed factor.
private final class PackedMemory {
    let values: UnsafeMutablePointer<UInt32>
    private let block: UnsafeMutablePointer<Float>
    private let count: Int
    private let pool: Pool

    init(_ count: Int, in pool: Pool) {
        self.count = count
        self.pool = pool
        block = pool.allocate(count)
        values = UnsafeMutableRawPointer(block).bindMemory(to: UInt32.self, capacity: count)
    }

    deinit {
        UnsafeMutableRawPointer(values).bindMemory(to: Float.self, capacity: count)
        pool.release(block, count)
    }
}
