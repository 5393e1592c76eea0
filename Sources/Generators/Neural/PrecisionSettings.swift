import MuseNeural
import MuseProtocols

/// The `precision:` and `weights:` settings of a neural generator.
struct PrecisionSettings: Sendable {
    enum Weights: String, SettingChoice {
        case f32Master = "f32_master"
        case bf16Stochastic = "bf16_stochastic"
    }

    static let precision = Setting<Precision>(
        "precision", default: .f32,
        "precision of matrix products in training; processors without bf16 instructions use f32")
    static let weights = Setting<Weights>(
        "weights", default: .f32Master,
        "storage of weights in training; f32_master: full precision; bf16_stochastic: bfloat16 with stochastic rounding"
    )

    let precision: Precision
    let roundsStochastically: Bool

    /// 32-bit floats throughout.
    static let plain = PrecisionSettings(precision: .f32, roundsStochastically: false)

    private init(precision: Precision, roundsStochastically: Bool) {
        self.precision = precision
        self.roundsStochastically = roundsStochastically
    }

    init(_ settings: Settings) throws {
        precision = try settings[Self.precision]
        roundsStochastically = try settings[Self.weights] == .bf16Stochastic
    }

    /// The precision in use; processors without bf16 instructions fall back to f32.
    var effective: Precision { precision == .bf16 && !Precision.hasBF16 ? .f32 : precision }

    /// Reports a fallback to f32 to the user.
    func reportFallback(_ context: FitContext) {
        if effective != precision { context.say("training: this processor has no bf16 instructions; training in f32") }
    }
}
