import MuseMusic
import MuseProtocols
import MuseStorage

/// Settings whose values are tune files.
enum TuneFiles {
    /// The first tune of a file; optional.
    static func optional(_ name: String, example: String, _ meaning: String) -> Setting<String> {
        Setting<String>(
            name, kind: .notation("the path of a tune", example: example), default: nil,
            "\(meaning): the first tune of this file, relative to the recipe")
    }

    /// The first tune of a file; required.
    static func required(_ name: String, _ meaning: String) -> Setting<String> {
        Setting<String>(
            name, kind: .notation("the path of a tune", example: "tune.abc"),
            "\(meaning): the first tune of this file, relative to the recipe")
    }

    /// All tunes of a list of files; optional.
    static func set(_ name: String, _ meaning: String) -> Setting<[String]> {
        Setting<[String]>(
            name, default: nil, "\(meaning): all tunes of these files, folders or patterns, relative to the recipe")
    }
}

extension RecipeCheck {
    /// The first tune of a file named in the recipe; nil, with a mistake recorded, if it cannot be read.
    mutating func prompt(_ node: Node, _ path: String) -> (score: Score, prompt: Recipe.Prompt)? {
        guard let text = node.text, !text.isEmpty else { return nil }
        let file = Files.resolve(text, relativeTo: node.mark.source.folder)
        do {
            let bytes = try FileReader.bytes(file)
            return (
                try firstTune(of: file, bytes, path, node.mark),
                Recipe.Prompt(key: path, path: file, hash: SHA256.hex(of: bytes))
            )
        } catch {
            mistakes.note(.conflict("\(error)"), path, at: node.mark)
            return nil
        }
    }

    /// All tunes of a file named in the recipe; nil, with mistakes recorded, if it cannot be read.
    mutating func scores(
        _ text: String, _ path: String, _ mark: SourceMark
    ) -> (scores: [Score], prompt: Recipe.Prompt)? {
        let file = Files.resolve(text, relativeTo: mark.source.folder)
        do {
            let bytes = try FileReader.bytes(file)
            let scores = try allTunes(of: file, bytes, path, mark)
            return (scores, Recipe.Prompt(key: path, path: file, hash: SHA256.hex(of: bytes)))
        } catch {
            mistakes.note(.conflict("\(error)"), path, at: mark)
            return nil
        }
    }

    /// The tokens of the first tune of a file named in the recipe; nil, with a mistake recorded, if there are none.
    mutating func tokens(
        _ node: Node?, _ path: String, _ tokenizer: Made<any Tokenizer>
    ) -> (tokens: [TokenID], prompt: Recipe.Prompt)? {
        guard let node, let (score, prompt) = prompt(node, path) else { return nil }
        do {
            return (try tokenizer.product.encode(score).tokens, prompt)
        } catch {
            note(error, path, node)
            return nil
        }
    }

    /// The tokens of all tunes in the files of a list. Skips tunes with errors, without notes or without tokens;
    /// records a mistake if no tune remains.
    mutating func tunes(of node: Node?, _ path: String, _ tokenizer: Made<any Tokenizer>) throws
        -> (tunes: [[TokenID]], prompts: [Recipe.Prompt])
    {
        var tunes: [[TokenID]] = []
        var prompts: [Recipe.Prompt] = []
        let known = try Formats(registries.importers, \.fileExtensions).known
        for (i, item) in (node?.listed ?? []).enumerated() {
            guard let text = String(node: item) else { continue }
            let itemPath = "\(path)[\(i)]"
            let (files, problem) = Files.named(text, in: item.mark.source.folder, extensions: known)
            if let problem { mistakes.note(.conflict(problem), itemPath, at: item.mark) }
            let before = tunes.count
            for file in files {
                do {
                    let bytes = try FileReader.bytes(file)
                    prompts.append(Recipe.Prompt(key: path, path: file, hash: SHA256.hex(of: bytes)))
                    tunes += try imported(file, bytes, itemPath, item.mark).tunes
                        .filter { tune in
                            tune.diagnostics.allSatisfy { $0.severity != .error }
                                && tune.score.parts.contains { !$0.notes.isEmpty }
                        }.compactMap { try? tokenizer.product.encode($0.score).tokens }
                } catch {
                    mistakes.note(.conflict("\(error)"), itemPath, at: item.mark)
                }
            }
            if problem == nil, tunes.count == before {
                mistakes.note(.conflict("this tokenizer can encode no tune of '\(text)'"), itemPath, at: item.mark)
            }
        }
        return (tunes, prompts)
    }

    /// Records why a tune named in the recipe cannot be used.
    mutating func note(_ error: any Error, _ path: String, _ node: Node) {
        let problem =
            error is TokenizationError ? "this tokenizer cannot encode '\(node.text ?? "")': \(error)" : "\(error)"
        mistakes.note(.conflict(problem), path, at: node.mark)
    }

    private mutating func imported(
        _ path: String, _ bytes: [UInt8], _ place: String, _ mark: SourceMark
    ) throws -> Imported {
        let formats = try Formats(registries.importers, \.fileExtensions)
        guard let importer = formats[path] else {
            throw PromptError(
                "no importer reads '\(path)'; known extensions: \(formats.known.joined(separator: ", "))")
        }
        if let plugin = formats.plugin(path) { note(plugin) }
        warnIfAmbiguous(path, formats, place, at: mark)
        return try importer.read(bytes, name: path)
    }

    /// All tunes of a file.
    ///
    /// - Throws: `PromptError` with the first error in the file; errors of the importer.
    mutating func allTunes(
        of path: String, _ bytes: [UInt8], _ place: String, _ mark: SourceMark
    ) throws -> [Score] {
        let imported = try imported(path, bytes, place, mark)
        let problems = imported.diagnostics + imported.tunes.flatMap(\.diagnostics)
        if let error = problems.first(where: { $0.severity == .error }) { throw PromptError(error.description) }
        if imported.tunes.isEmpty { throw PromptError("no tune in '\(path)'") }
        return imported.tunes.map(\.score)
    }

    private mutating func firstTune(
        of path: String, _ bytes: [UInt8], _ place: String, _ mark: SourceMark
    ) throws -> Score {
        let imported = try imported(path, bytes, place, mark)
        let problems = imported.diagnostics + (imported.tunes.first?.diagnostics ?? [])
        if let error = problems.first(where: { $0.severity == .error }) { throw PromptError(error.description) }
        guard let tune = imported.tunes.first else { throw PromptError("no tune in '\(path)'") }
        return tune.score
    }
}

/// A task that works on given tunes: those of a file, or in a chain those of the step before.
protocol GivenTunes {
    /// The file of the tunes; nil in a step of a chain.
    var prompt: Recipe.Prompt? { get set }

    /// Takes the tunes that the task can be done with.
    ///
    /// - Returns: for each tune, what is wrong with it as a sentence; nil if nothing is.
    mutating func take(_ tunes: [Score], _ tokenizer: any Tokenizer, _ plan: Plan) -> [String?]
}

extension RecipeCheck {
    /// The task with all tunes of the file that a section names; nil, with mistakes recorded, if it cannot be done with
    /// one of them. A step of a chain has no file.
    mutating func given<Task: GivenTunes>(
        _ task: Task, _ section: Section, _ file: Setting<String>, _ settings: Settings, _ tokenizer: any Tokenizer,
        _ plan: Plan
    ) -> Task? {
        if isStep { return task }
        let path = section.path(of: file)
        guard let node = settings.node[file.info.name], let text = node.text, !text.isEmpty,
            let (scores, prompt) = scores(text, path, node.mark)
        else { return nil }
        var task = task
        let problems = task.take(scores, tokenizer, plan).compactMap { $0 }
        for problem in problems { mistakes.note(.conflict(problem), path, at: node.mark) }
        task.prompt = prompt
        return problems.isEmpty ? task : nil
    }

    /// Reports demands on tunes that the given ones do not follow, because they keep what they have.
    ///
    /// - Parameter keepsNotes: whether the notes stay too.
    mutating func checkDemands(of plan: Plan, _ path: String, keepsNotes: Bool) {
        func place<Value>(_ demand: Plan.Demand<Value>?) -> [(String, SourceMark?)] {
            demand.map { [($0.path, $0.mark)] } ?? []
        }
        for (demand, mark) in place(plan.automata.first) + place(plan.maxOrder) + place(plan.notes.first) {
            mistakes.note(.conflict("this constraint cannot be combined with '\(path)'"), demand, at: mark ?? .defaults)
        }
        var kept = place(plan.meter) + place(plan.key) + place(plan.sections) + place(plan.bars)
        kept += place(plan.closes.first) + StyleToken.Kind.allCases.flatMap { place(plan.styles[$0]) }
        kept +=
            keepsNotes
            ? place(plan.range) + place(plan.pitchSets.first) + place(plan.chromatic) : place(plan.allowedMarks)
        var known: Set<String> = []
        for (demand, mark) in kept where known.insert(demand).inserted {
            warn(demand, "has no effect: the given tunes keep what they have", at: mark)
        }
    }
}
