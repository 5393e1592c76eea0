import MuseNeural
import MuseProtocols

/// The `training:` settings of a neural generator.
struct TrainingGroup: Sendable {
    static let steps = Setting<Int>(
        "steps", in: 1..., default: nil, "number of optimizer steps; by default, as many as fit into `budget`")
    static let budget = Setting<TimeBudget>(
        "budget", default: nil, "training time on this machine; 10m if neither `budget` nor `steps` is given")
    static let batchTokens = Setting<Int>(
        "batch_tokens", in: 64...1_048_576, default: 4096, unit: "tokens", "batch size")
    static let learningRate = Setting<Double>(
        "learning_rate", in: 1e-7...1, default: 1e-3, "peak learning rate")
    static let warmUp = Setting<Int>(
        "warm_up", in: 0..., default: nil, unit: "steps",
        "length of the linear warm-up of the learning rate; by default 5 % of all steps, at most 200")
    static let decay = Setting<Schedule.Decay>(
        "decay", default: .cosine,
        "learning-rate schedule after the warm-up; cosine: decay to a tenth; step: division by 10 after each third")
    static let weightDecay = Setting<Double>("weight_decay", in: 0...1, default: 0.1, "weight decay (AdamW)")
    static let dropout = Setting<Double>("dropout", in: 0...0.9, default: 0.1, "dropout rate")
    static let conditionDropout = Setting<Double>(
        "condition_dropout", in: 0...0.9, default: 0,
        "fraction of tunes trained without their conditions; required for classifier-free guidance")
    static let infilling = Setting<Double>(
        "infilling", in: 0...0.9, default: 0,
        "fraction of tunes trained for infilling, with bars moved to the end; lets `generate.fill` see later bars")
    static let clip = Setting<Double>("clip", in: 0.001..., default: 1, "gradient-norm clipping threshold")
    static let validationInterval = Setting<Int>(
        "validation_interval", in: 1..., default: 50, unit: "steps",
        "interval between evaluations of the validation loss")
    static let patience = Setting<Int>(
        "patience", in: 1..., default: 10,
        "number of evaluations without improvement after which training stops early")

    private static let all: [any AnySetting] = [
        steps, budget, batchTokens, learningRate, warmUp, decay, weightDecay, dropout, conditionDropout, infilling,
        clip, validationInterval, patience,
    ]
    /// The group with all settings.
    static let group = group(all)

    /// Returns the group for a generator that uses only some of the settings; the others keep their defaults.
    static func group(_ settings: [any AnySetting]) -> SettingGroup {
        SettingGroup(
            "training", settings, "training hyperparameters; without them, a pretrained model is used unchanged")
    }

    static func group(excluding excluded: [any AnySetting]) -> SettingGroup {
        let names = excluded.map(\.info.name)
        return group(all.filter { !names.contains($0.info.name) })
    }

    let steps: Int?
    let budget: TimeBudget?
    let batchTokens: Int
    let learningRate: Double
    let warmUp: Int?
    let decay: Schedule.Decay
    let weightDecay: Double
    let dropout: Double
    let conditionDropout: Double
    let infilling: Double
    let clip: Double
    let validationInterval: Int
    let patience: Int

    /// - Parameter settings: the settings of the generator.
    /// - Throws: `RecipeError` if a value is invalid.
    init(_ settings: Settings) throws {
        let group = settings[Self.group]
        func value<Value: SettingValue>(_ setting: Setting<Value>) throws -> Value? {
            guard let group else { return setting.defaultValue }
            return try group.optional(setting)
        }
        func required<Value: SettingValue>(_ setting: Setting<Value>) throws -> Value {
            guard let value = try value(setting) else {
                preconditionFailure("\(setting.info.name) has no default")
            }
            return value
        }
        steps = try value(Self.steps)
        budget = try value(Self.budget)
        batchTokens = try required(Self.batchTokens)
        learningRate = try required(Self.learningRate)
        warmUp = try value(Self.warmUp)
        decay = try required(Self.decay)
        weightDecay = try required(Self.weightDecay)
        dropout = try required(Self.dropout)
        conditionDropout = try required(Self.conditionDropout)
        infilling = try required(Self.infilling)
        clip = try required(Self.clip)
        validationInterval = try required(Self.validationInterval)
        patience = try required(Self.patience)
    }

    /// The time budget; nil if only a number of steps is set.
    var time: TimeBudget? { budget ?? (steps == nil ? TimeBudget(seconds: 600) : nil) }

    func settings(steps: Int, precision: Precision, roundsStochastically: Bool, threads: Int) -> TrainingSettings {
        TrainingSettings(
            steps: steps, batchTokens: batchTokens,
            schedule: Schedule(
                peak: learningRate, warmUp: warmUp ?? min(200, steps / 20), steps: steps, decay: decay),
            optimizer: AdamW(weightDecay: weightDecay, roundsStochastically: roundsStochastically), clip: clip,
            validationInterval: validationInterval, patience: patience, precision: precision, threads: threads)
    }
}
