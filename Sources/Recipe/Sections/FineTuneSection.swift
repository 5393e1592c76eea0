import MuseProtocols

/// `finetune`: fine-tuning of the fitted model by rewards or preferences.
struct FineTuneSection {
    static let method = Setting<FineTuning.Method>(
        "method", default: .grpo,
        "training objective; reinforce, ppo, grpo: policy gradients with the round's mean reward as baseline; dpo: "
            + "direct preference optimisation on pairs of tunes; q: Ψ-learning of token values")
    static let kl = Setting<Double>(
        "kl", in: 1e-6...100, default: 0.05,
        "weight of the KL penalty against the base model; for dpo its β, for q the divisor of the reward")
    static let steps = Setting<Int>(
        "steps", in: 1...1_000_000, default: 100, "number of rounds of sampling and training")
    static let tunes = Setting<Int>("tunes", in: 2...4096, default: 16, "number of tunes sampled per round")
    static let epochs = Setting<Int>(
        "epochs", in: 1...100, default: 1, "number of weight updates per round")
    static let learningRate = Setting<Double>("learning_rate", in: 1e-8...1, default: 1e-4, "learning rate")
    static let clip = Setting<Double>(
        "clip", in: 0.001...10, default: 0.2,
        "clipping range of the probability ratio, for ppo and grpo")
    static let leash = Setting<Double>(
        "leash", in: 0.001...100, default: 0.5, unit: "nats per token",
        "KL divergence from the base model at which fine-tuning stops; the previous round's weights are kept")
    static let rewards = "rewards"
    static let section = Section(
        "finetune", "fine-tuning of the fitted model towards tunes that satisfy rules or that a person prefers",
        affects: .fineTune,
        [
            .setting(method), .setting(kl), .setting(steps), .setting(tunes), .setting(epochs), .setting(learningRate),
            .setting(clip), .setting(leash),
            .components(rewards, of: "rule", common: RuleSection.section, affects: .fineTune),
            .section(ChoicesSection.section),
        ])

    /// nil if the recipe does not fine-tune.
    let fineTuning: Recipe.FineTuning?

    init(
        _ check: inout RecipeCheck, _ generator: RecipeCheck.Made<any Generator>?,
        _ tokenizer: RecipeCheck.Made<any Tokenizer>?
    ) throws {
        let name = Self.section.name
        guard let node = check.root[name], !node.isNull,
            let settings = try check.optionalSection(Self.section, in: check.root)
        else {
            fineTuning = nil
            return
        }
        let path = Self.section.path(of: Self.rewards)
        let rewards = try check.rules(Self.rewards, in: settings.node, at: path)
        check.require(.fineTuning, of: generator, name, at: node.mark)
        let choices = try ChoicesSection(&check, settings.node, tokenizer).choices
        let hasChoices = settings.node[ChoicesSection.section.name] != nil
        let method = try check.value(Self.method, settings)
        if let generator, generator.product.capabilities.contains(.fineTuning),
            !generator.product.fineTuningMethods.contains(method)
        {
            let known = FineTuning.Method.allCases.filter(generator.product.fineTuningMethods.contains)
            let names = known.map(\.rawValue).joined(separator: ", ")
            check.mistakes.note(
                .conflict("this generator cannot be fine-tuned by `\(method.rawValue)`, only by \(names)"),
                Self.section.path(of: Self.method), at: settings.node[Self.method.info.name]?.mark ?? node.mark)
        }
        if hasChoices, method != .dpo {
            check.mistakes.note(
                .conflict("choices need `method: dpo`, not `\(method.rawValue)`"),
                ChoicesSection.section.path, at: node.mark)
        } else if hasChoices, !rewards.isEmpty {
            check.mistakes.note(
                .conflict("choices replace rewards; remove one of them"), path,
                at: settings.node[Self.rewards]?.mark ?? node.mark)
        } else if !hasChoices, (settings.node[Self.rewards]?.listed ?? []).isEmpty {
            check.mistakes.note(.missing(key: Self.rewards), name, at: node.mark)
        } else if !rewards.isEmpty, rewards.allSatisfy({ $0.weight == 0 }) {
            check.mistakes.note(.conflict("no reward has a weight above 0"), path, at: node.mark)
        }
        if let clip = settings.node[Self.clip.info.name], method != .ppo, method != .grpo {
            check.warn(
                Self.section.path(of: Self.clip), "has no effect: only ppo and grpo clip the probability ratio",
                at: clip.mark)
        }
        fineTuning = Recipe.FineTuning(
            settings: FineTuning.Settings(
                method: method, kl: try check.value(Self.kl, settings), steps: try check.value(Self.steps, settings),
                tunes: try check.value(Self.tunes, settings), epochs: try check.value(Self.epochs, settings),
                learningRate: try check.value(Self.learningRate, settings),
                clip: try check.value(Self.clip, settings), klLimit: try check.value(Self.leash, settings)),
            rewards: rewards, choices: choices)
    }
}
