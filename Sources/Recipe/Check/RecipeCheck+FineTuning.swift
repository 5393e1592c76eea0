import MuseProtocols

extension RecipeCheck {
    /// The section `finetune`, and its node in full; nil where there is none.
    mutating func fineTuning(_ generator: Made<any Generator>?) throws -> (Recipe.FineTuning, Node)? {
        let name = FineTuneLanguage.section.schema.name
        guard let given = root[name], !given.isNull else { return nil }
        let settings = try section(FineTuneLanguage.section, in: root, at: name)
        let path = "\(name).\(FineTuneLanguage.rewards)"
        let rewards = try components(
            registries.rules, FineTuneLanguage.rewards, in: settings.node, at: path, common: RuleLanguage.common)
        let weighted = weighted(rewards)
        checkCorpus(of: rewards)
        if let generator, !(generator.product is any FineTunable) {
            mistakes.note(
                .conflict("a model of '\(generator.type)' cannot be fine-tuned"), name, at: given.mark)
        }
        if given.entries != nil, (settings.node[FineTuneLanguage.rewards]?.items ?? []).isEmpty {
            mistakes.note(.missing(key: FineTuneLanguage.rewards), name, at: given.mark)
        } else if !weighted.isEmpty, weighted.allSatisfy({ $0.weight == 0 }) {
            mistakes.note(.conflict("no reward has a weight above 0"), path, at: given.mark)
        }
        guard let method = try value(FineTuneLanguage.method, settings),
            let kl = try value(FineTuneLanguage.kl, settings),
            let steps = try value(FineTuneLanguage.steps, settings),
            let tunes = try value(FineTuneLanguage.tunes, settings),
            let epochs = try value(FineTuneLanguage.epochs, settings),
            let rate = try value(FineTuneLanguage.learningRate, settings),
            let clip = try value(FineTuneLanguage.clip, settings),
            let leash = try value(FineTuneLanguage.leash, settings)
        else { return nil }
        let list = try rewards.map { $0.resolved(try Resolving.entries(of: RuleLanguage.common, from: $0.node)) }
        let entries =
            try Resolving.entries(of: FineTuneLanguage.section.schema, from: settings.node)
            + [Node.Entry(key: FineTuneLanguage.rewards, keyMark: given.mark, value: Node(.list(list), at: given.mark))]
        return (
            Recipe.FineTuning(
                settings: FineTuning.Settings(
                    method: method, kl: kl, steps: steps, tunes: tunes, epochs: epochs, learningRate: rate, clip: clip,
                    leash: leash), rewards: weighted), Node(.map(entries), at: given.mark)
        )
    }

    func weighted(_ rules: [Made<any Rule>]) -> [Recipe.WeightedRule] {
        rules.map {
            Recipe.WeightedRule(rule: $0.product, type: $0.type, weight: $0.common(RuleLanguage.weight) ?? 1)
        }
    }
}
