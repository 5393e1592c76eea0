import MuseProtocols

/// `generate.arithmetic`: moves a tune in latent space by the difference between the means of two sets of tunes.
enum ArithmeticSection {
    static let from = TuneFiles.required("from", "tune to start from")
    static let add = TuneFiles.set("add", "set whose mean point is added")
    static let subtract = TuneFiles.set("subtract", "set whose mean point is subtracted")
    static let amount = Setting<Double>(
        "amount", in: -100...100, default: 1,
        "multiple of the difference (mean of `add` minus mean of `subtract`) that is added")
    static let section = Section(
        "generate.arithmetic",
        "latent-space arithmetic: the point of a tune plus the difference between the means of two sets of tunes; "
            + "requires a model with a latent space",
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
