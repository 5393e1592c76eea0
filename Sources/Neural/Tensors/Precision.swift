import CKernels

/// The precision of matrix products. Everything else is computed in 32-bit floats.
package enum Precision: String, CaseIterable, Sendable {
    case f32
    /// Factors are rounded to bfloat16; sums are computed in 32 bits.
    case bf16

    /// Whether the processor has instructions for bfloat16 products.
    package static var hasBF16: Bool { muse_has_bf16() == 1 }
}
