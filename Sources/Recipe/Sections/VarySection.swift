import MuseArrangement
package import MuseMusic
import MuseProtocols

/// `generate.vary`: variations of given tunes, which keep some of their notes or are decoded from nearby latent points.
enum VarySection {
    static let file = Setting<String>(
        "file", kind: .notation("the path of tunes", example: "tunes.abc"),
        "tunes to vary, relative to the recipe: all tunes of this file, with `distance` the first; they keep their "
            + "headers, meters, keys and repeats")
    private static let defaultKept = Variation.Kept.skeleton
    private static let defaultAmount = 0.3
    private static let defaultDistance = 0.5

    static let keep = Setting<Variation.Kept>(
        "keep", default: nil,
        "what the spans that are sampled anew keep; skeleton: the structural notes, such as those on strong beats; "
            + "rhythm: the structural notes and all note lengths; harmony: on beats, notes of the chords, which are "
            + "chosen to fit if the tune has none; chords: nothing but the chord symbols; by default "
            + defaultKept.rawValue)
    static let amount = Setting<Double>(
        "amount", in: 0...1, default: nil,
        "share of the spans (beats or half bars) that are sampled anew; the last bars of sections always stay; by default "
            + defaultAmount.settingText)
    static let distance = Setting<Double>(
        "distance", in: 0...100, default: nil, unit: "standard deviations of the latent space",
        "scale of the Gaussian noise added to the tune's latent point, for models with a latent space; by default "
            + "\(defaultDistance.settingText) for these, if no other key is given")
    static let ornaments = Setting<InstrumentName>(
        "ornaments", default: nil,
        "instrument whose ornaments are added, such as tin whistle, fiddle or Highland pipes: rolls, cuts, taps, crans, "
            + "triplets, doublings; none by default")
    static let repeats = Setting<Recipe.Variations.Repeats>(
        "repeats", default: .same,
        "same: repeats stay; ornamented: they are written out, and only the second time has ornaments; varied: they are "
            + "written out, and only the second time is varied, with ornaments if there are any")
    static let section = Section(
        "generate.vary",
        "variations of given tunes, `count` of each; a plain path is the `file`", affects: .generate, shorthand: file,
        [.setting(file, namesFiles: true)] + choices + [.setting(distance)])
    /// The section of a step of a chain, whose tunes come from the steps before.
    static let step = Section(
        "generate.chain.vary", "a variation of each tune, which keeps some of its notes", affects: .generate, choices)
    private static let choices: [Section.Key] = [
        .setting(keep), .setting(amount), .setting(ornaments), .setting(repeats),
    ]

    static func task(
        _ check: inout RecipeCheck, _ generate: Node, _ generator: RecipeCheck.Made<any Generator>?,
        _ tokenizer: RecipeCheck.Made<any Tokenizer>, _ plan: Plan
    ) throws -> Recipe.Task? {
        let section = check.isStep ? step : section
        guard let settings = try check.optionalSection(section, in: generate) else { return nil }
        let kept = try check.optional(keep, settings)
        let amount = try check.optional(amount, settings)
        let distance = check.isStep ? nil : try check.optional(distance, settings)
        // The lock of a latent task has `repeats: same`, which changes nothing.
        let repeats = try check.value(repeats, settings)
        let other =
            [keep.info.name, Self.amount.info.name, ornaments.info.name].first {
                settings.node[$0].map { !$0.isNull } ?? false
            } ?? (repeats == .same ? nil : Self.repeats.info.name)
        if distance != nil, let other {
            check.mistakes.note(
                .conflict("'distance' is for models with a latent space and cannot be combined with '\(other)'"),
                section.path(of: Self.distance), at: settings.node[Self.distance.info.name]?.mark)
            return nil
        }
        if distance != nil || other == nil && !check.isStep && check.capabilities(of: generator).contains(.latentSpace)
        {
            check.require(.latentSpace, of: generator, section.path, at: settings.node.mark)
            return check.tokens(settings.node[file.info.name], section.path(of: file), tokenizer)
                .map { .vary($0.tokens, distance: distance ?? defaultDistance, $0.prompt) }
        }
        check.require(.continue, of: generator, section.path, at: settings.node.mark)
        guard check.require(.variations, of: tokenizer, section.path, at: settings.node.mark) else { return nil }
        let ornaments = try check.ornaments(settings)
        if repeats == .ornamented, ornaments == nil, settings.node[Self.ornaments.info.name]?.isNull ?? true {
            check.mistakes.note(
                .conflict("'ornamented' needs an instrument in 'ornaments'"), section.path(of: Self.repeats),
                at: settings.node[Self.repeats.info.name]?.mark)
        }
        check.checkDemands(of: plan, section.path, keepsNotes: false)
        return check.given(
            Recipe.Variations(kept ?? defaultKept, amount: amount ?? defaultAmount, repeats, ornaments), section, file,
            settings,
            tokenizer.product, plan
        ).map { .variations($0) }
    }
}

extension Variation.Kept: SettingChoice {}

extension RecipeCheck {
    /// The ornament grammar of an instrument; nil without one, with a mistake recorded if it has none.
    fileprivate mutating func ornaments(_ settings: Settings) throws -> OrnamentGrammar? {
        guard let name = try optional(VarySection.ornaments, settings) else { return nil }
        let book = try OrnamentBook(
            YAMLReader.read(SourceFile(recipe: OrnamentBook.builtInText, name: "ornaments of muse"))
                ?? Node(.map([]), at: .defaults))
        if let grammar = name.instrument.flatMap({ book[$0] }) { return grammar }
        mistakes.note(
            .unknown(
                kind: "instrument with ornaments", name: name.text,
                nearest: nearestName(to: name.text.lowercased(), in: book.instruments), known: book.instruments),
            VarySection.section.path(of: VarySection.ornaments),
            at: settings.node[VarySection.ornaments.info.name]?.mark)
        return nil
    }
}
