/// The arithmetic of the matrix products of a decoder. Everything else is computed in 32-bit floats, except cached keys
/// and values, which are 16-bit floats.
package enum DecodingPrecision: String, CaseIterable, Sendable {
    /// Weights are rounded to 14-bit integers with a scale per output, inputs to 14-bit integers with a scale per row
    /// and 32 inputs. The results are bit-identical on all processors.
    case int16
    /// 32-bit floats.
    case f32

    /// The default.
    package static let standard = DecodingPrecision.int16
}
