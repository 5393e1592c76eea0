import CDNNL

/// The state of oneDNN for the products of a thread: its primitives and the layouts of packed factors.
///
/// oneDNN stays on the calling thread, because training already uses one thread per core.
final class ProductPrimitives {
    /// What a primitive for a packed factor depends on.
    private struct PackedProduct: Hashable {
        var layout: UnsafePointer<muse_dnnl_layout>
        var m: Int64
        var adds: Bool
    }

    private struct Size: Hashable {
        var n, k: Int
    }

    /// The type of the factors.
    let type: dnnl_data_type_t
    private var context: muse_dnnl_context
    /// Primitives for matrices of any size, by what is transposed and what the product is added to.
    private var products = [dnnl_primitive_t?](repeating: nil, count: 12)
    private var packedProducts: [PackedProduct: dnnl_primitive_t] = [:]
    private var layouts: [Size: UnsafeMutablePointer<muse_dnnl_layout>] = [:]

    /// The number of rows for which layouts are chosen. It must not depend on the first product, whose number of rows
    /// may differ after training is resumed: another layout might round otherwise.
    private static let typicalRows: Int64 = 32

    init(_ type: dnnl_data_type_t) {
        self.type = type
        context = muse_dnnl_context()
        check(muse_dnnl_context_create(&context))
    }

    deinit {
        for product in products { if let product { dnnl_primitive_destroy(product) } }
        for product in packedProducts.values { dnnl_primitive_destroy(product) }
        for layout in layouts.values {
            muse_dnnl_layout_destroy(layout)
            layout.deallocate()
        }
        muse_dnnl_context_destroy(&context)
    }

    /// Computes `c = a b + addend`.
    ///
    /// - Parameter b: may have a layout; then neither a nor c has gaps between rows, and there is no bias.
    func multiply(
        _ a: muse_dnnl_matrix, _ b: muse_dnnl_matrix, into c: muse_dnnl_matrix, addingTo addend: muse_dnnl_addend,
        _ bias: UnsafePointer<Float>?
    ) {
        let product =
            if let layout = b.layout {
                packedProduct(PackedProduct(layout: layout, m: c.rows, adds: addend == MUSE_DNNL_TARGET))
            } else {
                product(a.transposed, b.transposed, addend)
            }
        var (a, b, c) = (a, b, c)
        check(muse_dnnl_product_run(product, &context, &a, &b, &c, bias))
    }

    /// Returns the layout of right factors, `k × n`, which lives as long as this.
    func layout(n: Int, k: Int) -> UnsafePointer<muse_dnnl_layout> {
        if let known = layouts[Size(n: n, k: k)] { return UnsafePointer(known) }
        let layout = UnsafeMutablePointer<muse_dnnl_layout>.allocate(capacity: 1)
        layout.initialize(to: muse_dnnl_layout())
        check(muse_dnnl_layout_create(layout, &context, type, Self.typicalRows, Int64(n), Int64(k)))
        layouts[Size(n: n, k: k)] = layout
        return UnsafePointer(layout)
    }

    /// Copies a right factor to memory of the size of a layout.
    func arrange(
        _ b: muse_dnnl_matrix, in layout: UnsafePointer<muse_dnnl_layout>, to target: UnsafeMutablePointer<Float>
    ) {
        var b = b
        check(muse_dnnl_arrange(target, layout, &context, &b))
    }

    private func product(
        _ aIsTransposed: Int32, _ bIsTransposed: Int32, _ addend: muse_dnnl_addend
    ) -> dnnl_primitive_t? {
        let place = Int(addend.rawValue) * 4 + Int(aIsTransposed) * 2 + Int(bIsTransposed)
        if products[place] == nil {
            check(muse_dnnl_product_create(&products[place], &context, type, aIsTransposed, bIsTransposed, addend))
        }
        return products[place]
    }

    private func packedProduct(_ key: PackedProduct) -> dnnl_primitive_t? {
        if let known = packedProducts[key] { return known }
        var created: dnnl_primitive_t?
        check(
            muse_dnnl_layout_product_create(
                &created, &context, type, key.layout, key.m, key.adds ? MUSE_DNNL_TARGET : MUSE_DNNL_NOTHING))
        packedProducts[key] = created
        return created
    }
}

/// oneDNN fails only if memory runs out or the installed version lacks a kernel.
private func check(_ status: Int32) {
    precondition(status == 0, "oneDNN failed with status \(status)")
}
