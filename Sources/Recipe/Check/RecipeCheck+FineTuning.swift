import MuseProtocols

extension RecipeCheck {
    /// The section `finetune`, and its node in full; nil where there is none.
    mutating func fineTuning(_ generator: Made<any Generator>?, _ tokenizer: Made<any Tokenizer>?) throws
        -> (Recipe.FineTuning, Node)?
    {
        let name = FineTuneLanguage.section.schema.name
        guard let given = root[name], !given.isNull else { return nil }
        let settings = try section(FineTuneLanguage.section, in: root, at: name)
        let path = "\(name).\(FineTuneLanguage.rewards)"
        let rewards = try components(
            registries.rules, FineTuneLanguage.rewards, in: settings.node, at: path, common: RuleLanguage.common)
        let weighted = weighted(rewards)
        checkCorpus(of: rewards)
        require(.fineTuning, of: generator, name, at: given.mark)
        let choices = try choices(settings, tokenizer)
        if given.entries != nil, settings.node[FineTuneLanguage.choices.schema.name] == nil,
            (settings.node[FineTuneLanguage.rewards]?.items ?? []).isEmpty
        {
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
            let klLimit = try value(FineTuneLanguage.leash, settings)
        else { return nil }
        if settings.node[FineTuneLanguage.choices.schema.name] != nil, method != .dpo {
            mistakes.note(
                .conflict("choices are learned from by `method: dpo`, and here it is `\(method.rawValue)`"),
                "\(name).choices", at: given.mark)
        }
        let list = try rewards.map { $0.resolved(try Resolving.entries(of: RuleLanguage.common, from: $0.node)) }
        var entries =
            try Resolving.entries(of: FineTuneLanguage.section.schema, from: settings.node)
            + [Node.Entry(key: FineTuneLanguage.rewards, keyMark: given.mark, value: Node(.list(list), at: given.mark))]
        if let chosen = settings.node[FineTuneLanguage.choices.schema.name], chosen.entries != nil {
            entries.append(
                entry("choices", try Resolving.entries(of: FineTuneLanguage.choices.schema, from: chosen), chosen))
        }
        return (
            Recipe.FineTuning(
                settings: FineTuning.Settings(
                    method: method, kl: kl, steps: steps, tunes: tunes, epochs: epochs, learningRate: rate, clip: clip,
                    klLimit: klLimit), rewards: weighted, choices: choices), Node(.map(entries), at: given.mark)
        )
    }

    /// A person's choices; nil where there are none.
    private mutating func choices(_ settings: Settings, _ tokenizer: Made<any Tokenizer>?) throws
        -> Recipe.FineTuning.Choices?
    {
        let name = FineTuneLanguage.choices.schema.name
        guard let node = settings.node[name], !node.isNull, let tokenizer else { return nil }
        let path = "finetune.\(name)"
        let own = try section(FineTuneLanguage.choices, in: settings.node, at: path)
        let grammar = try tokenizer.product.grammar(for: Plan())
        let size = tokenizer.product.vocabulary.count
        let sides = try [FineTuneLanguage.better, FineTuneLanguage.worse].map { side in
            let found = try set(own.node[side.info.name], "\(path).\(side.info.name)", tokenizer)
            let whole = found.tunes.filter { grammar.accepts($0, vocabularySize: size) }
            if node.entries != nil, own.node[side.info.name] == nil {
                mistakes.note(.missing(key: side.info.name), path, at: node.mark)
            } else if whole.isEmpty, !found.tunes.isEmpty {
                mistakes.note(
                    .conflict("none of these tunes has whole bars and sections as these tokens want them"),
                    "\(path).\(side.info.name)", at: node.mark)
            }
            return (tunes: whole, prompts: found.prompts)
        }
        return Recipe.FineTuning.Choices(
            better: sides[0].tunes, worse: sides[1].tunes, prompts: sides.flatMap(\.prompts))
    }

    func weighted(_ rules: [Made<any Rule>]) -> [Recipe.WeightedRule] {
        rules.map {
            Recipe.WeightedRule(rule: $0.product, type: $0.type, weight: $0.common(RuleLanguage.weight) ?? 1)
        }
    }
}
