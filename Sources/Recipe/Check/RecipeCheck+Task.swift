import MuseMusic
import MuseProtocols

extension RecipeCheck {
    /// The task of the section `generate`: new tunes, one by one or in sets, or tunes that start from an existing one.
    mutating func task(
        _ generate: Node, _ generator: Made<any Generator>?, _ tokenizer: Made<any Tokenizer>?, _ plan: Plan,
        _ grammar: (any TokenGrammar)?
    ) throws -> Recipe.Task {
        defer { checkOnlyHarmonizes(generator, generate) }
        let entries = (generate.entries ?? []).filter { Recipe.Task.keys.contains($0.key) && !$0.value.isNull }
        guard let entry = entries.first, let tokenizer, let grammar else { return .new }
        let path = GenerateSection.section.path(of: entry.key)
        if entries.count > 1 {
            mistakes.note(
                .conflict("'\(entry.key)' and '\(entries[1].key)' cannot be combined"),
                GenerateSection.section.path(of: entries[1].key), at: entries[1].keyMark)
            return .new
        }
        switch entry.key {
        case GenerateSection.continue.info.name: require(.continue, of: generator, path, at: entry.keyMark)
        case GenerateSection.fill.info.name:
            // Models without the capability `fill` fill from left to right.
            require(.continue, of: generator, path, at: entry.keyMark)
            guard require(.fill, of: tokenizer, path, at: entry.keyMark) else { return .new }
        case SetsSection.section.name, HarmonizeSection.section.name, VarySection.section.name: break
        default: require(.latentSpace, of: generator, path, at: entry.keyMark)
        }
        let task: Recipe.Task? =
            switch entry.key {
            case GenerateSection.continue.info.name:
                templated(entry.value, path) { score, prompt in
                    let opening = try tokenizer.product.opening(of: score)
                    return .continue(
                        try OpeningGrammar(
                            grammar, opening, vocabulary: tokenizer.product.vocabulary,
                            maxTokens: plan.maxTokens?.value ?? .max / 8), prompt)
                }
            case GenerateSection.fill.info.name:
                filling(entry, path, plan, tokenizer.product)
            case GenerateSection.reconstruct.info.name:
                tokens(entry.value, path, tokenizer).map { .reconstruct($0.tokens, $0.prompt) }
            case SetsSection.section.name: try SetsSection.task(&self, generate, tokenizer, plan)
            case HarmonizeSection.section.name:
                try HarmonizeSection.task(&self, generate, generator, tokenizer, plan)
            case VarySection.section.name: try VarySection.task(&self, generate, generator, tokenizer, plan)
            case ArithmeticSection.section.name: try ArithmeticSection.task(&self, generate, tokenizer)
            default: try InterpolateSection.task(&self, generate, tokenizer)
            }
        return task ?? .new
    }

    /// Records a mistake if a model that only harmonises has another task, and warns of keys that it ignores.
    private mutating func checkOnlyHarmonizes(_ generator: Made<any Generator>?, _ generate: Node) {
        guard let generator, capabilities(of: generator).contains(.harmonize) else { return }
        guard let task = generate[HarmonizeSection.section.name], !task.isNull else {
            let key = HarmonizeSection.section.path
            mistakes.note(
                .conflict("this model only harmonises: set `\(key)` to a file of tunes"), generator.path,
                at: generator.node.mark)
            return
        }
        for key in ["sampler", "constraints"] {
            guard let node = root[key], !node.isNull, !node.listed.isEmpty else { continue }
            warn(key, "has no effect: this model chooses chords without tokens", at: node.mark)
        }
    }

    /// The task of filling a template, which cannot be combined with an automaton over tokens.
    private mutating func filling(
        _ entry: Node.Entry, _ path: String, _ plan: Plan, _ tokenizer: any Tokenizer
    ) -> Recipe.Task? {
        if let automaton = plan.automata.first {
            let message = "this constraint has an automaton over tokens, which cannot be combined with '\(path)'"
            mistakes.note(.conflict(message), automaton.path, at: automaton.mark ?? entry.keyMark)
        }
        if let limit = plan.maxOrder {
            let message = "'max_order' cannot be combined with '\(path)', whose given bars may be copies"
            mistakes.note(.conflict(message), limit.path, at: limit.mark ?? entry.keyMark)
        }
        return templated(entry.value, path) { .fill(try tokenizer.template(of: $0, for: plan), $1) }
    }

    /// A task created from the first tune of a file; nil, with a mistake recorded, if that fails.
    private mutating func templated(
        _ node: Node, _ path: String, _ task: (Score, Recipe.Prompt) throws -> Recipe.Task
    ) -> Recipe.Task? {
        guard let (score, prompt) = prompt(node, path) else { return nil }
        do {
            return try task(score, prompt)
        } catch let error as PlanError {
            note(error, path: path, mark: node.mark)
        } catch {
            note(error, path, node)
        }
        return nil
    }
}
