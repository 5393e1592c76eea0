import MuseNeural
import MuseProtocols

/// The `decoding:` setting of a neural generator.
enum DecodingSettings {
    static let decoding = Setting<DecodingPrecision>(
        "decoding", default: .standard,
        "precision of matrix products in sampling; int16: weights and inputs are rounded to 14-bit integers, "
            + "which changes log-probabilities by less than 0.02; f32: 32-bit floats, which are slower. "
            + "Likelihoods are always computed in 32-bit floats")

    static let all: [any AnySetting] = [decoding]
}
