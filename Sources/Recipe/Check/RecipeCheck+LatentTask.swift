import MuseProtocols

extension RecipeCheck {
    /// A task that starts from where tunes lie in a model's space.
    mutating func latentTask(_ generate: Node, _ entry: Node.Entry, _ tokenizer: Made<any Tokenizer>) throws
        -> Recipe.Task
    {
        func file(_ node: Node?, _ key: String, _ check: inout Self) -> (tokens: [TokenID], prompt: Recipe.Prompt)? {
            guard let node, let (score, prompt) = check.prompt(node, key) else { return nil }
            do {
                return (try tokenizer.product.encode(score).tokens, prompt)
            } catch {
                check.note(error, "generate.\(key)", node)
                return nil
            }
        }
        switch entry.key {
        case GenerateLanguage.reconstruct.info.name:
            return file(entry.value, entry.key, &self).map { .reconstruct($0.tokens, $0.prompt) } ?? .new
        case GenerateLanguage.vary.schema.name:
            let settings = try section(GenerateLanguage.vary, in: generate, at: "generate.\(entry.key)")
            let distance = try value(GenerateLanguage.distance, settings) ?? 0
            return file(settings.node["file"], "vary.file", &self)
                .map { .vary($0.tokens, distance: distance, $0.prompt) } ?? .new
        case GenerateLanguage.arithmetic.schema.name:
            return try arithmetic(generate, entry, tokenizer) { file($0, "arithmetic.from", &$1) }
        default:
            let settings = try section(GenerateLanguage.interpolate, in: generate, at: "generate.\(entry.key)")
            let steps = try value(GenerateLanguage.interpolationSteps, settings) ?? 2
            let from = file(settings.node["from"], "interpolate.from", &self)
            let to = file(settings.node["to"], "interpolate.to", &self)
            guard let from, let to else { return .new }
            return .interpolate(from: from.tokens, to: to.tokens, steps: steps, from.prompt, to.prompt)
        }
    }

    private mutating func arithmetic(
        _ generate: Node, _ entry: Node.Entry, _ tokenizer: Made<any Tokenizer>,
        _ tune: (Node?, inout Self) -> (tokens: [TokenID], prompt: Recipe.Prompt)?
    ) throws -> Recipe.Task {
        let settings = try section(GenerateLanguage.arithmetic, in: generate, at: "generate.\(entry.key)")
        let amount = try value(GenerateLanguage.arithmeticAmount, settings) ?? 1
        let from = tune(settings.node["from"], &self)
        let sets = try [GenerateLanguage.add, GenerateLanguage.subtract].map { setting in
            try set(settings.node[setting.info.name], "generate.\(entry.key).\(setting.info.name)", tokenizer)
        }
        if let entries = entry.value.entries, !entries.contains(where: { ["add", "subtract"].contains($0.key) }) {
            mistakes.note(
                .conflict("there is nothing to add or to subtract"), "generate.\(entry.key)", at: entry.keyMark)
        }
        guard let from else { return .new }
        return .arithmetic(
            from: from.tokens, add: sets[0].tunes, subtract: sets[1].tunes, amount: amount,
            [from.prompt] + sets.flatMap(\.prompts))
    }
}
