import MuseProtocols
import MuseRecipe
import MuseStorage

/// The contents of `metrics.jsonl`: a line for each evaluation in training, each round of fine-tuning and each tune.
struct Metrics {
    let recipe: Recipe
    let model: any Model
    let tunes: [GeneratedTune]

    init(_ recipe: Recipe, _ model: any Model, _ tunes: [GeneratedTune]) {
        self.recipe = recipe
        self.model = model
        self.tunes = tunes
    }

    func lines() throws -> [UInt8] {
        let objects = model.curve.points.map(line) + model.tuning.points.map(line) + tunes.map(line)
        return try objects.flatMap { try JSON.object($0).bytes() + [0x0A] }
    }

    private func line(_ point: LearningCurve.Point) -> [String: JSON] {
        var members: [String: JSON] = ["step": .int(point.step), "loss": .double(point.training)]
        if let loss = point.validation { members["held_out_loss"] = .double(loss) }
        return members
    }

    private func line(_ point: TuningCurve.Point) -> [String: JSON] {
        let rewards = zip(recipe.rewardNames, point.satisfactions).map { ($0, JSON.double($1)) }
        var members: [String: JSON] = [
            "fine_tuning_step": .int(point.step), "reward": .double(point.reward), "kl": .double(point.kl),
            "entropy": .double(point.entropy), "distinct": .double(point.distinct),
            "diversity": .double(point.diversity),
            "rewards": .object(Dictionary(rewards, uniquingKeysWith: { first, _ in first })),
        ]
        if let distance = point.distance { members["distance"] = .double(distance) }
        return members
    }

    private func line(_ tune: GeneratedTune) -> [String: JSON] {
        var members: [String: JSON] = [
            "tune": .int(tune.number), "tokens": .int(tune.tokens.count), "candidate": .int(tune.candidate + 1),
        ]
        if let set = tune.set { members["set"] = .int(set) }
        if let bits = tune.bitsPerNote, bits.isFinite { members["bits_per_note"] = .double(bits) }
        var rules: [String: JSON] = [:]
        for result in tune.rules {
            rules[result.rule] = .object([
                "value": .double(result.measurement.value), "satisfaction": .double(result.measurement.satisfaction),
            ])
        }
        members["rules"] = .object(rules)
        return members
    }
}

extension Recipe {
    /// The names of what fine-tuning measures, in the order of `TuningCurve.Point.satisfactions`.
    var rewardNames: [String] { fineTuning.map { $0.choices == nil ? $0.rewards.map(\.type) : ["choices"] } ?? [] }
}
