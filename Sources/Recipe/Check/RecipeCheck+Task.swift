import MuseProtocols

extension RecipeCheck {
    /// What the section `generate` asks to make: new tunes, or some that start from a given one.
    mutating func task(
        _ generate: Node, _ tokenizer: Made<any Tokenizer>?, _ plan: Plan, _ grammar: (any TokenGrammar)?
    ) throws -> Recipe.Task {
        let keys = [GenerateLanguage.continue.info.name, GenerateLanguage.fill.info.name]
        let given = keys.compactMap { key in generate.entry(key).flatMap { $0.value.isNull ? nil : $0 } }
        guard let entry = given.first, let tokenizer, let grammar else { return .new }
        if given.count > 1 {
            mistakes.note(
                .conflict("a tune is gone on from or filled, not both"), "generate.\(given[1].key)",
                at: given[1].keyMark)
            return .new
        }
        guard let text = entry.value.text, !text.isEmpty else { return .new }
        let mark = entry.value.mark
        let path = Files.resolve(text, relativeTo: mark.source.folder)
        do {
            let bytes = try FileReader.bytes(path)
            let score = try score(of: path, bytes)
            let prompt = Recipe.Prompt(key: entry.key, path: path, hash: SHA256.hex(of: bytes))
            if entry.key == GenerateLanguage.fill.info.name {
                return .fill(try tokenizer.product.template(of: score, for: plan), prompt)
            }
            let opening = try OpeningGrammar(
                grammar, tokenizer.product.opening(of: score), vocabulary: tokenizer.product.vocabulary)
            return .continue(opening, prompt)
        } catch let error as PlanError {
            note(error, path: "generate.\(entry.key)", mark: mark)
        } catch let error as EncodingError {
            mistakes.note(.conflict("these tokens cannot hold '\(text)': \(error)"), "generate.\(entry.key)", at: mark)
        } catch {
            mistakes.note(.conflict("\(error)"), "generate.\(entry.key)", at: mark)
        }
        return .new
    }

    /// The first tune of a file.
    private func score(of path: String, _ bytes: [UInt8]) throws -> Score {
        let formats = try Formats(registries.importers, \.fileExtensions)
        guard let importer = formats[path] else {
            let known = formats.known.joined(separator: ", ")
            throw PromptError("nothing here reads '\(path)'; known endings: \(known)")
        }
        let imported = importer.read(bytes, name: path)
        let problems = imported.diagnostics + (imported.tunes.first?.diagnostics ?? [])
        if let error = problems.first(where: { $0.severity == .error }) { throw PromptError(error.description) }
        guard let tune = imported.tunes.first else { throw PromptError("there is no tune in '\(path)'") }
        return tune.score
    }
}
