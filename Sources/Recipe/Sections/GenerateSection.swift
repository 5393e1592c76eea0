import MuseProtocols

/// `generate`: the number, length and conditions of the tunes to generate.
struct GenerateSection {
    static let count = Setting<Int>("count", in: 1...1_000_000, default: 1, "number of tunes to write")
    static let bestOf = Setting<Int>(
        "best_of", in: 1...10_000, default: 1,
        "number of candidates per tune; the one that satisfies `rules` best, by their weighted mean, is kept")
    static let maxTokens = Setting<Int>(
        "max_tokens", in: 1...1_000_000, default: 2048, unit: "tokens", "maximum length of a tune")
    static let guidance = Setting<Double>(
        "guidance", in: 0...10, default: 1,
        "classifier-free guidance scale for rhythm, meter, key and form; 1 is off; requires a model trained with "
            + "`training.condition_dropout`")
    static let `continue` = TuneFiles.optional(
        "continue", example: "start.abc", "tune to continue")
    static let fill = TuneFiles.optional(
        "fill", example: "template.abc", "template whose open bars, written ?, are filled")
    static let reconstruct = TuneFiles.optional(
        "reconstruct", example: "tune.abc",
        "tune to reconstruct from its latent point, which requires a model with a latent space")

    static let section = Section(
        "generate", "number, length and conditions of the tunes to generate", affects: .generate,
        [
            .setting(count), .setting(bestOf),
            // Fine-tuning also samples tunes of this length under these conditions.
            .setting(maxTokens, affects: .fineTune),
            .setting(guidance), .setting(`continue`, namesFiles: true), .setting(fill, namesFiles: true),
            .setting(reconstruct, namesFiles: true), .section(ConditionSection.section),
            .section(InterpolateSection.section), .section(VarySection.section), .section(ArithmeticSection.section),
            .section(AttributeSection.section), .section(SetsSection.section), .section(SearchSection.section),
            .section(HarmonizeSection.section), .sections(ChainSection.section),
            .weights(StyleSection.name, StyleSection.meaning, affects: .fineTune),
        ])

    let count: Int
    let bestOf: Int
    let maxTokens: Int
    /// The source location of `max_tokens`.
    let maxTokensMark: SourceMark
    let guidance: Double
    /// The search for tunes; nil to sample them.
    let search: Recipe.Search?
    let condition: ConditionSection
    let settings: Settings

    /// - Parameter longest: the maximum number of tokens that the generator can decode; nil for no limit.
    init(_ check: inout RecipeCheck, longest: Int?) throws {
        settings = try check.section(Self.section, in: check.root)
        count = try check.value(Self.count, settings)
        bestOf = try check.value(Self.bestOf, settings)
        guidance = try check.value(Self.guidance, settings)
        search = try SearchSection.search(&check, settings.node)
        condition = try ConditionSection(&check, settings.node)
        maxTokensMark = settings.node[Self.maxTokens.info.name]?.mark ?? settings.node.mark
        let requested = try check.value(Self.maxTokens, settings)
        maxTokens = min(requested, longest ?? requested)
        guard maxTokens < requested else { return }
        if let node = settings.node[Self.maxTokens.info.name] {
            let message = "the `context` of this generator is only \(maxTokens) tokens"
            check.mistakes.note(.conflict(message), Self.section.path(of: Self.maxTokens), at: node.mark)
        }
        // Write out the generator's limit; otherwise the lock would request more tokens than the generator can decode.
        check.set(Self.section.name, Self.maxTokens.info.name, to: maxTokens.settingText)
    }

    /// Warns if `best_of` has no effect, because candidates are ranked by rules, or `contrast`, which needs candidates.
    func checkRanking(by rules: [Recipe.WeightedRule], _ check: inout RecipeCheck) {
        let contrast = settings.node[SetsSection.section.name]?[SetsSection.contrast.info.name]
        let isContrasting = contrast.flatMap { Double(node: $0) } ?? 0 > 0
        if isContrasting, bestOf == 1 {
            check.warn(
                SetsSection.section.path(of: SetsSection.contrast),
                "has no effect with `best_of: 1`: there is nothing to choose from", at: contrast?.mark)
        }
        guard bestOf > 1, !isContrasting, !rules.contains(where: { $0.weight > 0 }) else { return }
        let reason = rules.isEmpty ? "the recipe has no rules" : "all rules have weight 0"
        check.warn(
            Self.section.path(of: Self.bestOf), "has no effect: \(reason), so candidates are not ranked",
            at: settings.node[Self.bestOf.info.name]?.mark)
    }

    /// The number of tunes in a set, 1 if that of a set is unknown because of mistakes; nil without sets.
    func setSize(of task: Recipe.Task) -> Int? {
        if case .sets(let sets) = task { return sets.size }
        return settings.node[SetsSection.section.name].flatMap { $0.isNull ? nil : 1 }
    }

    /// The number of tunes. If the task determines it, a different `count` is a mistake; that of sets counts sets.
    func count(for task: Recipe.Task, _ check: inout RecipeCheck) -> Int {
        if case .sets(let sets) = task { return count * sets.size }
        if case .harmonize(let tunes) = task { return count * tunes.scores.count }
        if case .variations(let tunes) = task { return count * tunes.templates.count }
        guard let fixed = task.count else { return count }
        let name = Self.count.info.name
        if let node = settings.node[name], count != fixed {
            check.mistakes.note(
                .conflict("count is \(count), but interpolate generates one tune for each of its \(fixed) steps"),
                Self.section.path(of: name), at: node.mark)
        }
        check.set(Self.section.name, name, to: fixed.settingText)
        return fixed
    }
}
