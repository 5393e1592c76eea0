import MuseProtocols

/// `generate.arithmetic`: moves tunes by the difference between two sets of tunes in latent space.
enum ArithmeticSection {
    static let from = TuneFiles.required("from", "start")
    static let add = TuneFiles.set("add", "moved towards these")
    static let subtract = TuneFiles.set("subtract", "moved away from these")
    static let amount = Setting<Double>(
        "amount", in: -100...100, default: 1,
        "multiple of the vector from the mean of the one set to the mean of the other")
    static let section = Section(
        "generate.arithmetic",
        "tunes at the point of one tune plus the difference between the means of two sets; for models with a latent space",
        affects: .generate,
        [
            .setting(from, namesFiles: true), .setting(add, namesFiles: true), .setting(subtract, namesFiles: true),
            .setting(amount),
        ])

    static func task(
        _ check: inout RecipeCheck, _ generate: Node, _ tokenizer: RecipeCheck.Made<any Tokenizer>
    ) throws -> Recipe.Task? {
        let settings = try check.section(section, in: generate)
        let amount = try check.value(amount, settings)
        let start = check.tokens(settings.node[from.info.name], section.path(of: from), tokenizer)
        let sets = try [add, subtract].map { set in
            try check.tunes(of: settings.node[set.info.name], section.path(of: set), tokenizer)
        }
        if let entry = generate.entry(section.name), let entries = entry.value.entries,
            !entries.contains(where: { [add.info.name, subtract.info.name].contains($0.key) })
        {
            check.mistakes.note(.conflict("'add' or 'subtract' is missing"), section.path, at: entry.keyMark)
        }
        guard let start else { return nil }
        return .arithmetic(
            from: start.tokens, add: sets[0].tunes, subtract: sets[1].tunes, amount: amount,
            [start.prompt] + sets.flatMap(\.prompts))
    }
}
