import MuseProtocols

/// `generate.vary`: variations of a given tune from nearby latent points.
enum VarySection {
    static let file = TuneFiles.required("file", "tune to vary")
    static let distance = Setting<Double>(
        "distance", in: 0...100, default: 0.5, unit: "standard deviations of the latent space",
        "scale of the Gaussian noise added to the tune's latent point")
    static let section = Section(
        "generate.vary", "variations of a tune from nearby latent points; requires a model with a latent space",
        affects: .generate, [.setting(file, namesFiles: true), .setting(distance)])

    static func task(
        _ check: inout RecipeCheck, _ generate: Node, _ tokenizer: RecipeCheck.Made<any Tokenizer>
    ) throws -> Recipe.Task? {
        let settings = try check.section(section, in: generate)
        let distance = try check.value(distance, settings)
        return check.tokens(settings.node[file.info.name], section.path(of: file), tokenizer)
            .map { .vary($0.tokens, distance: distance, $0.prompt) }
    }
}
