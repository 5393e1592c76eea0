import MuseProtocols

/// `finetune.choices`: tunes that the user prefers to others.
struct ChoicesSection {
    static let better = TuneFiles.set("better", "preferred tunes")
    static let worse = TuneFiles.set("worse", "rejected tunes")
    static let section = Section(
        "finetune.choices", "preferences of a person, which replace rewards; requires `method: dpo`",
        affects: .fineTune, [.setting(better, namesFiles: true), .setting(worse, namesFiles: true)])

    /// nil if the recipe has none.
    let choices: Recipe.FineTuning.Choices?

    init(_ check: inout RecipeCheck, _ fineTune: Node, _ tokenizer: RecipeCheck.Made<any Tokenizer>?) throws {
        let path = Self.section.path
        guard let settings = try check.optionalSection(Self.section, in: fineTune), let tokenizer else {
            choices = nil
            return
        }
        let grammar = InputGrammar(try tokenizer.product.grammar(for: Plan()))
        let size = tokenizer.product.vocabulary.count
        let sides = try [Self.better, Self.worse].map { side in
            let sidePath = Self.section.path(of: side)
            let found = try check.tunes(of: settings.node[side.info.name], sidePath, tokenizer)
            let accepted = found.tunes.filter { grammar.accepts($0, vocabularySize: size) }
            if settings.node[side.info.name] == nil {
                check.mistakes.note(.missing(key: side.info.name), path, at: settings.node.mark)
            } else if accepted.isEmpty, !found.tunes.isEmpty {
                check.mistakes.note(
                    .conflict("none of these tunes has only complete bars and sections, as this tokenizer requires"),
                    sidePath, at: settings.node.mark)
            }
            return (tunes: accepted, prompts: found.prompts)
        }
        choices = Recipe.FineTuning.Choices(
            better: sides[0].tunes, worse: sides[1].tunes, prompts: sides.flatMap(\.prompts))
    }
}
