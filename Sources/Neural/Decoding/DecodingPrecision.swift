/// The arithmetic of the matrix products of a decoder with weights. Attention over cached keys and values multiplies
/// integers in any case (`CachedHead`); everything else is computed in 32-bit floats.
package enum DecodingPrecision: String, CaseIterable, Sendable {
    /// Weights are rounded to 14-bit integers with a scale per output, inputs to 14-bit integers with a scale per row
    /// and 32 inputs. The results are bit-identical on all processors.
    case int16
    /// 32-bit floats.
    case f32

    /// The default.
    package static let standard = DecodingPrecision.int16
}
