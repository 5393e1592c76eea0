import MuseProtocols

/// The whole recipe, in version 1 of the language.
package struct RecipeSection {
    static let version = Setting<LanguageVersion>("muse", default: LanguageVersion(), "version of the recipe language")
    static let title = Setting<String>(
        "title", default: nil, "title of the tunes, followed by a number; the recipe's file name by default")
    static let extends = Setting<String>(
        "extends", kind: .notation("the path of a recipe", example: "bases/folk.yaml"), default: nil,
        "recipe to extend, relative to this file: mappings are merged, other values replaced, ~ removes a key")
    static let plugins = Setting<[String]>(
        "plugins", default: nil,
        "folders of plug-ins, relative to the recipe that lists them; not needed for installed plug-ins and those in "
            + "MUSE_PLUGIN_PATH")
    static let seed = Setting<Seed>("seed", default: Seed(0), "random seed; the same seed gives the same tunes")

    /// The root section, with all sections below it.
    package static let section = Section(
        "recipe", isRoot: true, "a corpus, a model, the tunes to generate and the files to write",
        [
            .setting(version, affects: .fit), .setting(title, affects: .export),
            .setting(TitlesSetting.setting, affects: .export), .setting(extends),
            .setting(plugins, affects: .fit, namesFiles: true), .setting(seed, affects: .fit),
            .section(CorpusSection.section),
            .component("tokenizer", affects: .fit),
            .component("generator", common: GeneratorSection.section, affects: .fit),
            .section(FineTuneSection.section),
            .components("sampler", of: "sampler", common: SamplerSection.section, affects: .generate),
            // Fine-tuning also samples under these constraints.
            .components("constraints", of: "constraint", affects: .fineTune),
            .components("rules", of: "rule", common: RuleSection.section, affects: .generate),
            .section(GenerateSection.section, isImplicit: true),
            .section(ArrangeSection.section),
            .components("export", of: "exporter", common: ExportSection.section, affects: .export),
            .open("sweep", "sweep over settings: keys such as generator.order, each with a list of values to run"),
            .section(Lock.section),
        ])

    let title: String?
    /// The values of `titles`; nil if the key is missing.
    let titles: [String]?
    let seed: UInt64

    init(_ check: inout RecipeCheck) throws {
        let settings = try check.section(Self.section, in: check.root)
        _ = try check.value(Self.version, settings)
        title = try check.optional(Self.title, settings)
        titles = try check.optional(TitlesSetting.setting, settings)?.values
        seed = try check.value(Self.seed, settings).value
    }
}
