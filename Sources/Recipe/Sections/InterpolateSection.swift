import MuseProtocols

/// `generate.interpolate`: interpolates between two tunes in latent space.
enum InterpolateSection {
    static let from = TuneFiles.required("from", "tune at the start")
    static let to = TuneFiles.required("to", "tune at the end")
    static let steps = Setting<Int>(
        "steps", in: 2...1000, default: 5, "number of tunes to write, including both ends")
    static let section = Section(
        "generate.interpolate",
        "spherical interpolation between the latent points of two tunes; requires a model with a latent space",
        affects: .generate, [.setting(from, namesFiles: true), .setting(to, namesFiles: true), .setting(steps)])

    static func task(
        _ check: inout RecipeCheck, _ generate: Node, _ tokenizer: RecipeCheck.Made<any Tokenizer>
    ) throws -> Recipe.Task? {
        let settings = try check.section(section, in: generate)
        let steps = try check.value(steps, settings)
        let from = check.tokens(settings.node[from.info.name], section.path(of: from), tokenizer)
        let to = check.tokens(settings.node[to.info.name], section.path(of: to), tokenizer)
        guard let from, let to else { return nil }
        return .interpolate(from: from.tokens, to: to.tokens, steps: steps, from.prompt, to.prompt)
    }
}
