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
            try set(settings.node[setting.info.name], "\(entry.key).\(setting.info.name)", tokenizer)
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

    /// The tunes of the files that a list names; those with errors, without notes or without tokens are left out, and where
    /// none is left that is noted.
    private mutating func set(_ node: Node?, _ key: String, _ tokenizer: Made<any Tokenizer>) throws
        -> (tunes: [[TokenID]], prompts: [Recipe.Prompt])
    {
        var tunes: [[TokenID]] = []
        var prompts: [Recipe.Prompt] = []
        for (i, item) in (node?.items ?? []).enumerated() {
            guard let text = String(node: item) else { continue }
            let path = "generate.\(key)[\(i)]"
            let (files, problem) = Self.files(text, in: item.mark.source.folder, extensions: try importerExtensions())
            if let problem { mistakes.note(.conflict(problem), path, at: item.mark) }
            let before = tunes.count
            for file in files {
                do {
                    let bytes = try FileReader.bytes(file)
                    prompts.append(Recipe.Prompt(key: key, path: file, hash: SHA256.hex(of: bytes)))
                    tunes += try imported(file, bytes).tunes
                        .filter { tune in
                            tune.diagnostics.allSatisfy { $0.severity != .error }
                                && tune.score.parts.contains { !$0.notes.isEmpty }
                        }.compactMap { try? tokenizer.product.encode($0.score).tokens }
                } catch {
                    mistakes.note(.conflict("\(error)"), path, at: item.mark)
                }
            }
            if problem == nil, tunes.count == before {
                mistakes.note(.conflict("no tune of '\(text)' has tokens here"), path, at: item.mark)
            }
        }
        return (tunes, prompts)
    }
}
