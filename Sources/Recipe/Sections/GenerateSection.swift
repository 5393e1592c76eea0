import MuseProtocols

/// `generate`: how many tunes to generate, and of what kind.
struct GenerateSection {
    static let count = Setting<Int>("count", in: 1...1_000_000, default: 1, unit: "tunes", "number of tunes to write")
    static let bestOf = Setting<Int>(
        "best_of", in: 1...10_000, default: 1, unit: "tunes",
        "candidates for each tune written; the one with the highest weighted mean of the rules is kept")
    static let maxTokens = Setting<Int>(
        "max_tokens", in: 1...1_000_000, default: 2048, unit: "tokens", "maximum length of a tune")
    static let guidance = Setting<Double>(
        "guidance", in: 0...10, default: 1,
        "classifier-free guidance scale for rhythm, meter, key and form; 1 is off. For models trained with "
            + "condition_dropout")
    static let `continue` = TuneFiles.optional(
        "continue", example: "start.abc", "continues this tune, the first of its file")
    static let fill = TuneFiles.optional(
        "fill", example: "template.abc", "fills the bars written ? in this tune, the first of its file")
    static let reconstruct = TuneFiles.optional(
        "reconstruct", example: "tune.abc",
        "decodes the latent point of this tune, the first of its file; for models with a latent space")

    static let section = Section(
        "generate", "how many tunes to make, and of what kind", affects: .generate,
        [
            .setting(count), .setting(bestOf),
            // Fine-tuning also samples tunes of this length under these conditions.
            .setting(maxTokens, affects: .fineTune),
            .setting(guidance), .setting(`continue`, namesFiles: true), .setting(fill, namesFiles: true),
            .setting(reconstruct, namesFiles: true), .section(ConditionSection.section),
            .section(InterpolateSection.section), .section(VarySection.section), .section(ArithmeticSection.section),
            .section(AttributeSection.section),
            .weights(StyleSection.name, StyleSection.meaning, affects: .fineTune),
        ])

    let count: Int
    let bestOf: Int
    let maxTokens: Int
    /// Source location of `max_tokens`.
    let maxTokensMark: SourceMark
    let guidance: Double
    let condition: ConditionSection
    let settings: Settings

    /// - Parameter longest: the maximum number of tokens that the generator can decode; nil for no limit.
    init(_ check: inout RecipeCheck, longest: Int?) throws {
        settings = try check.section(Self.section, in: check.root)
        count = try check.value(Self.count, settings)
        bestOf = try check.value(Self.bestOf, settings)
        guidance = try check.value(Self.guidance, settings)
        condition = try ConditionSection(&check, settings.node)
        maxTokensMark = settings.node[Self.maxTokens.info.name]?.mark ?? settings.node.mark
        let asked = try check.value(Self.maxTokens, settings)
        maxTokens = min(asked, longest ?? asked)
        guard maxTokens < asked else { return }
        if let given = settings.node[Self.maxTokens.info.name] {
            let message = "this generator sees at most \(maxTokens) tokens (its `context`)"
            check.mistakes.note(.conflict(message), Self.section.path(of: Self.maxTokens), at: given.mark)
        }
        // Write out the generator's limit; otherwise the lock would ask for more tokens than the generator can decode.
        check.set(Self.section.name, Self.maxTokens.info.name, to: maxTokens.settingText)
    }

    /// Warns if `best_of` has no effect, because candidates are ranked by rules.
    func checkRanking(by rules: [Recipe.WeightedRule], _ check: inout RecipeCheck) {
        guard bestOf > 1, !rules.contains(where: { $0.weight > 0 }) else { return }
        let reason = rules.isEmpty ? "the recipe has no rules" : "all rules have the weight 0"
        check.warn(
            Self.section.path(of: Self.bestOf), "has no effect: \(reason) to choose by",
            at: settings.node[Self.bestOf.info.name]?.mark)
    }

    /// The number of tunes. If the task determines it, a different `count` is a mistake.
    func count(for task: Recipe.Task, _ check: inout RecipeCheck) -> Int {
        guard let fixed = task.count else { return count }
        let name = Self.count.info.name
        if let given = settings.node[name], count != fixed {
            check.mistakes.note(
                .conflict("count is \(count), but interpolate makes a tune for each of its \(fixed) steps"),
                Self.section.path(of: name), at: given.mark)
        }
        check.set(Self.section.name, name, to: fixed.settingText)
        return fixed
    }
}
