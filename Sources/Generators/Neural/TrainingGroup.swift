import MuseNeural
import MuseProtocols

/// The `training:` settings of a neural generator.
struct TrainingGroup: Sendable {
    enum Optimizer: String, SettingChoice { case adamw, muon }

    static let steps = Setting<Int>(
        "steps", in: 1..., default: nil, "number of optimizer steps; by default, as many as fit into `budget`")
    static let budget = Setting<TimeBudget>(
        "budget", default: nil, "training time on this machine; 10m if neither `budget` nor `steps` is given")
    static let batchTokens = Setting<Int>(
        "batch_tokens", in: 64...1_048_576, default: 4096, unit: "tokens", "batch size")
    static let optimizer = Setting<Optimizer>(
        "optimizer", default: .muon,
        "optimizer; muon: momentum with orthogonal updates for the linear maps between hidden layers, AdamW for "
            + "embeddings, the output layer, gains and biases; adamw: AdamW for all weights")
    static let learningRate = Setting<Double>(
        "learning_rate", in: 1e-7...1, default: nil, "peak learning rate; 0.02 by default for muon, 1e-3 for adamw")
    /// The learning rate of generators that always use AdamW.
    static let plainLearningRate = Setting<Double>(
        learningRate.info.name, in: 1e-7...1, default: 1e-3, "peak learning rate")
    static let adamWLearningRate = Setting<Double>(
        "adamw_learning_rate", in: 1e-7...1, default: 1e-2,
        "peak learning rate of the weights that muon leaves to AdamW")
    static let warmUp = Setting<Int>(
        "warm_up", in: 0..., default: nil, unit: "steps",
        "length of the linear warm-up of the learning rate; by default 5 % of all steps, at most 200")
    static let decay = Setting<Schedule.Decay>(
        "decay", default: .cosine,
        "learning-rate schedule after the warm-up; cosine: decay to a tenth; step: division by 10 after each third; "
            + "linear: constant, then linear decay to 0")
    static let decayFraction = Setting<Double>(
        "decay_fraction", in: 0.01...1, default: 0.4, "fraction of the steps in which `linear` decays")
    static let weightDecay = Setting<Double>(
        "weight_decay", in: 0...1, default: 0.1, "decoupled weight decay, multiplied by the learning rate")
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
        steps, budget, batchTokens, optimizer, learningRate, adamWLearningRate, warmUp, decay, decayFraction,
        weightDecay, dropout, conditionDropout, infilling,
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
    let optimizer: Optimizer
    let learningRate: Double
    let adamWLearningRate: Double
    let warmUp: Int?
    let decay: Schedule.Decay
    let decayFraction: Double
    let weightDecay: Double
    let dropout: Double
    let conditionDropout: Double
    let infilling: Double
    let clip: Double
    let validationInterval: Int
    let patience: Int

    /// - Parameters:
    ///   - settings: the settings of the generator.
    ///   - optimizer: the optimizer of a generator without the setting; nil for others.
    /// - Throws: `RecipeError` if a value is invalid or has no effect.
    init(_ settings: Settings, optimizer fixed: Optimizer? = nil) throws {
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
        optimizer = try fixed ?? required(Self.optimizer)
        learningRate = try value(Self.learningRate) ?? (optimizer == .muon ? 0.02 : 1e-3)
        adamWLearningRate = try required(Self.adamWLearningRate)
        warmUp = try value(Self.warmUp)
        decay = try required(Self.decay)
        decayFraction = try required(Self.decayFraction)
        weightDecay = try required(Self.weightDecay)
        dropout = try required(Self.dropout)
        conditionDropout = try required(Self.conditionDropout)
        infilling = try required(Self.infilling)
        clip = try required(Self.clip)
        validationInterval = try required(Self.validationInterval)
        patience = try required(Self.patience)
        guard let group else { return }
        if optimizer != .muon {
            try group.refuse(Self.adamWLearningRate, unless: "`optimizer: \(Optimizer.muon.rawValue)`")
        }
        if decay != .linear {
            try group.refuse(Self.decayFraction, unless: "`decay: \(Schedule.Decay.linear.rawValue)`")
        }
    }

    /// The time budget; nil if only a number of steps is set.
    var time: TimeBudget? { budget ?? (steps == nil ? TimeBudget(seconds: 600) : nil) }

    /// A warning about a learning rate that suits AdamW but not Muon; nil if it is plausible.
    var warning: String? {
        guard optimizer == .muon, learningRate < 2e-3 else { return nil }
        return
            "training: a learning rate of \(learningRate) is low for muon, which needs about 0.02; `optimizer: adamw` is "
            + "the optimizer for such rates"
    }

    func settings(steps: Int, precision: Precision, roundsStochastically: Bool, threads: Int) -> TrainingSettings {
        let adamW = AdamW(weightDecay: weightDecay, roundsStochastically: roundsStochastically)
        return TrainingSettings(
            steps: steps, batchTokens: batchTokens,
            schedule: Schedule(
                peak: learningRate, warmUp: warmUp ?? min(200, steps / 20), steps: steps, decay: decay,
                decayShare: decayFraction),
            optimizer: optimizer == .adamw
                ? adamW
                : Muon(weightDecay: weightDecay, other: adamW, otherRate: adamWLearningRate / learningRate), clip: clip,
            validationInterval: validationInterval, patience: patience, precision: precision, threads: threads)
    }
}
