import MuseProtocols

/// `generate.attribute`: moves tunes along attribute directions.
struct AttributeSection {
    /// Attributes that Evaluation measures.
    static let attributes = [
        Setting<Double>("density", default: nil, "notes a bar"),
        Setting<Double>("pitch_range", default: nil, "from the lowest to the highest note"),
        Setting<Double>("mean_pitch", default: nil, "mean pitch of the notes"),
        Setting<Double>("syncopation", default: nil, "notes held over a beat that they do not begin on"),
        Setting<Double>("leaps", default: nil, "intervals wider than a major third"),
    ]
    static let section = Section(
        "generate.attribute",
        "moves latent points towards more or less of each attribute, in standard deviations of the corpus; for models with "
            + "a latent space", affects: .generate, attributes.map { .setting($0) })

    /// Name and amount, in a fixed order.
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
                .conflict("attributes are measured on the corpus, and this recipe has none"), Self.section.path,
                at: entry.keyMark)
        }
        amounts = try Self.attributes.compactMap { setting in
            try check.optional(setting, settings).map { (setting.info.name, $0) }
        }
    }
}
