import MuseNeural
import MuseProtocols

/// `precision:` and `weights:` of a neural generator.
struct PrecisionSettings: Sendable {
    enum Weights: String, SettingChoice {
        case f32Master = "f32_master"
        case bf16Stochastic = "bf16_stochastic"
    }

    static let precision = Setting<Precision>(
        "precision", default: .f32,
        "what matrix products work in while training; bf16 is faster on processors that have it, others take f32")
    static let weights = Setting<Weights>(
        "weights", default: .f32Master,
        "how weights are kept while training: whole, or as bfloat16 values that each update rounds up or down at random"
    )

    let precision: Precision
    let roundsStochastically: Bool

    /// Whole numbers throughout.
    static let plain = PrecisionSettings(precision: .f32, roundsStochastically: false)

    private init(precision: Precision, roundsStochastically: Bool) {
        self.precision = precision
        self.roundsStochastically = roundsStochastically
    }

    init(_ settings: Settings) throws {
        precision = try settings[Self.precision]
        roundsStochastically = try settings[Self.weights] == .bf16Stochastic
    }

    /// What products work in here: a processor without bf16 instructions takes f32.
    var used: Precision { precision == .bf16 && !Precision.hasBF16 ? .f32 : precision }

    func sayWhatIsUsed(_ context: FitContext) {
        if used != precision { context.say("training: this processor has no bf16 instructions; trains in f32") }
    }
}
