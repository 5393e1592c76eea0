import CKernels

/// What matrix products work in. Everything else is in 32-bit floats.
package enum Precision: String, CaseIterable, Sendable {
    case f32
    /// Factors rounded to bfloat16, sums in 32 bits.
    case bf16

    /// The processor multiplies bfloat16 itself.
    package static var hasBF16: Bool { muse_has_bf16() == 1 }
}
