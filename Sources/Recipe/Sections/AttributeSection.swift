import MuseProtocols

/// `generate.attribute`: moves tunes along attribute directions in latent space.
struct AttributeSection {
    /// The attributes that `TuneAttribute` measures.
    static let attributes = [
        setting("density", "number of notes per bar"),
        setting("pitch_range", "interval from the lowest to the highest note"),
        setting("mean_pitch", "mean pitch, weighted by duration"),
        setting("syncopation", "share of notes that begin off the beat and last beyond the next beat"),
        setting("leaps", "share of intervals wider than a major third"),
    ]
    static let section = Section(
        "generate.attribute",
        "changes of musical attributes by a shift in latent space; requires a model with a latent space",
        affects: .generate, attributes.map { .setting($0) })

    private static func setting(_ name: String, _ meaning: String) -> Setting<Double> {
        Setting<Double>(name, default: nil, unit: "standard deviations over the corpus", meaning)
    }

    /// The change of each given attribute, in the order of `attributes`.
    let amounts: [(name: String, amount: Double)]

    init(
        _ check: inout RecipeCheck, _ generate: Node, _ generator: RecipeCheck.Made<any Generator>?, hasCorpus: Bool
    ) throws {
        guard let entry = generate.entry(Self.section.name), !entry.value.isNull else {
            amounts = []
            return
        }
        let settings = try check.section(Self.section, in: generate)
        check.require(.latentSpace, of: generator, Self.section.path, at: entry.keyMark)
        if !hasCorpus {
            check.mistakes.note(
                .conflict("attributes are measured on the corpus, but the recipe has none"), Self.section.path,
                at: entry.keyMark)
        }
        amounts = try Self.attributes.compactMap { setting in
            try check.optional(setting, settings).map { (setting.info.name, $0) }
        }
    }
}
