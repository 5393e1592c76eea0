import MuseProtocols

/// `generate.vary`: variations of a given tune from nearby latent points.
enum VarySection {
    static let file = TuneFiles.required("file", "the tune")
    static let distance = Setting<Double>(
        "distance", in: 0...100, default: 0.5, "from the tune's point, in standard deviations of the latent space")
    static let section = Section(
        "generate.vary", "tunes near another in the latent space; for models that have one", affects: .generate,
        [.setting(file, namesFiles: true), .setting(distance)])

    static func task(
        _ check: inout RecipeCheck, _ generate: Node, _ tokenizer: RecipeCheck.Made<any Tokenizer>
    ) throws -> Recipe.Task? {
        let settings = try check.section(section, in: generate)
        let distance = try check.value(distance, settings)
        return check.tokens(settings.node[file.info.name], section.path(of: file), tokenizer)
            .map { .vary($0.tokens, distance: distance, $0.prompt) }
    }
}
