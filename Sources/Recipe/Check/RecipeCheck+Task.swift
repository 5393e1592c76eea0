import MuseMusic
import MuseProtocols
import MuseStorage

extension RecipeCheck {
    /// What the section `generate` asks to make: new tunes, or some that start from a given one.
    mutating func task(
        _ generate: Node, _ generator: Made<any Generator>?, _ tokenizer: Made<any Tokenizer>?, _ plan: Plan,
        _ grammar: (any TokenGrammar)?
    ) throws -> Recipe.Task {
        let keys = [
            GenerateLanguage.continue.info.name, GenerateLanguage.fill.info.name,
            GenerateLanguage.reconstruct.info.name, GenerateLanguage.interpolate.schema.name,
            GenerateLanguage.vary.schema.name, GenerateLanguage.arithmetic.schema.name,
        ]
        let given = (generate.entries ?? []).filter { keys.contains($0.key) && !$0.value.isNull }
        guard let entry = given.first, let tokenizer, let grammar else { return .new }
        if given.count > 1 {
            mistakes.note(
                .conflict("tunes start from '\(entry.key)' or from '\(given[1].key)', not both"),
                "generate.\(given[1].key)", at: given[1].keyMark)
            return .new
        }
        let path = "generate.\(entry.key)"
        switch entry.key {
        case GenerateLanguage.continue.info.name:
            require(.continue, of: generator, path, at: entry.keyMark)
            guard let (score, prompt) = prompt(entry.value, entry.key) else { return .new }
            return telling(path, entry.value) {
                .continue(
                    try OpeningGrammar(
                        grammar, tokenizer.product.opening(of: score), vocabulary: tokenizer.product.vocabulary), prompt
                )
            }
        case GenerateLanguage.fill.info.name:
            // A model without `fill` fills from left to right.
            require(.continue, of: generator, path, at: entry.keyMark)
            guard require(.fill, of: tokenizer, path, at: entry.keyMark),
                let (score, prompt) = prompt(entry.value, entry.key)
            else { return .new }
            return telling(path, entry.value) {
                .fill(try tokenizer.product.template(of: score, for: plan), prompt)
            }
        default:
            require(.latentSpace, of: generator, path, at: entry.keyMark)
            return try latentTask(generate, entry, tokenizer)
        }
    }

    /// How far points are moved towards more of each attribute.
    mutating func attributes(_ generate: Node, _ generator: Made<any Generator>?, hasCorpus: Bool) throws
        -> [(name: String, amount: Double)]
    {
        let name = GenerateLanguage.attribute.schema.name
        guard let entry = generate.entry(name), !entry.value.isNull else { return [] }
        let settings = try section(GenerateLanguage.attribute, in: generate, at: "generate.\(name)")
        require(.latentSpace, of: generator, "generate.\(name)", at: entry.keyMark)
        if !hasCorpus {
            mistakes.note(
                .conflict("attributes are measured on the corpus, and this recipe has none"), "generate.\(name)",
                at: entry.keyMark)
        }
        return try GenerateLanguage.attributes.compactMap { setting in
            try value(setting, settings).map { (setting.info.name, $0) }
        }
    }

    /// The first tune of the file that a recipe names; nil where it cannot be had, which is noted.
    mutating func prompt(_ node: Node, _ key: String) -> (Score, Recipe.Prompt)? {
        guard let text = node.text, !text.isEmpty else { return nil }
        let path = Files.resolve(text, relativeTo: node.mark.source.folder)
        do {
            let bytes = try FileReader.bytes(path)
            return (
                try score(of: path, bytes),
                Recipe.Prompt(key: "generate.\(key)", path: path, hash: SHA256.hex(of: bytes))
            )
        } catch {
            mistakes.note(.conflict("\(error)"), "generate.\(key)", at: node.mark)
            return nil
        }
    }

    private mutating func telling(_ path: String, _ node: Node, _ task: () throws -> Recipe.Task) -> Recipe.Task {
        do {
            return try task()
        } catch let error as PlanError {
            note(error, path: path, mark: node.mark)
        } catch {
            note(error, path, node)
        }
        return .new
    }

    mutating func note(_ error: any Error, _ path: String, _ node: Node) {
        let text = node.text ?? ""
        mistakes.note(
            .conflict(error is TokenizationError ? "these tokens cannot hold '\(text)': \(error)" : "\(error)"), path,
            at: node.mark)
    }

    /// What stands in a file.
    mutating func imported(_ path: String, _ bytes: [UInt8]) throws -> Imported {
        let formats = try Formats(registries.importers, \.fileExtensions)
        guard let importer = formats[path] else {
            let known = formats.known.joined(separator: ", ")
            throw PromptError("nothing here reads '\(path)'; known endings: \(known)")
        }
        if let plugin = formats.plugin(path) { note(plugin) }
        return try importer.read(bytes, name: path)
    }

    /// The first tune of a file.
    private mutating func score(of path: String, _ bytes: [UInt8]) throws -> Score {
        let imported = try imported(path, bytes)
        let problems = imported.diagnostics + (imported.tunes.first?.diagnostics ?? [])
        if let error = problems.first(where: { $0.severity == .error }) { throw PromptError(error.description) }
        guard let tune = imported.tunes.first else { throw PromptError("there is no tune in '\(path)'") }
        return tune.score
    }
}
