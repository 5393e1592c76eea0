import MuseArrangement
package import MuseMusic
import MuseProtocols

/// `generate.vary`: variations of given tunes, which keep some of their notes or are decoded from nearby latent points.
enum VarySection {
    static let file = Setting<String>(
        "file", kind: .notation("the path of tunes", example: "tunes.abc"),
        "tunes to vary, relative to the recipe: all tunes of this file, with `distance` the first; they keep their "
            + "headers, meters, keys and repeats")
    static let keep = Setting<Variation.Kept>(
        "keep", default: nil,
        "what the spans that are sampled anew keep; skeleton: the structural notes, such as those on strong beats; "
            + "rhythm: the structural notes and all note lengths; harmony: on beats, notes of the chords, which are "
            + "chosen to fit if the tune has none; chords: nothing but the chord symbols; by default skeleton")
    static let amount = Setting<Double>(
        "amount", in: 0...1, default: nil,
        "share of the spans (beats or half bars) that are sampled anew; the last bars of sections always stay; by default "
            + "0.3")
    static let distance = Setting<Double>(
        "distance", in: 0...100, default: nil, unit: "standard deviations of the latent space",
        "scale of the Gaussian noise added to the tune's latent point, for models with a latent space; by default 0.5 for "
            + "these, if no other key is given")
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
        if distance != nil || other == nil && !check.isStep && check.hasLatentSpace(generator) {
            check.require(.latentSpace, of: generator, section.path, at: settings.node.mark)
            return check.tokens(settings.node[file.info.name], section.path(of: file), tokenizer)
                .map { .vary($0.tokens, distance: distance ?? 0.5, $0.prompt) }
        }
        check.require(.continue, of: generator, section.path, at: settings.node.mark)
        guard check.require(.variations, of: tokenizer, section.path, at: settings.node.mark) else { return nil }
        let ornaments = try check.ornaments(settings)
        if repeats == .ornamented, ornaments == nil, settings.node[Self.ornaments.info.name]?.isNull ?? true {
            check.mistakes.note(
                .conflict("'ornamented' needs an instrument in 'ornaments'"), section.path(of: Self.repeats),
                at: settings.node[Self.repeats.info.name]?.mark)
        }
        check.checkDemands(of: plan, section.path)
        var tunes = Recipe.Variations(kept ?? .skeleton, amount: amount ?? 0.3, repeats, ornaments)
        if check.isStep { return .variations(tunes) }
        let path = section.path(of: file)
        guard let node = settings.node[file.info.name], let text = node.text, !text.isEmpty,
            let (scores, prompt) = check.scores(text, path, node.mark)
        else { return nil }
        let problems = tunes.take(scores, tokenizer.product, plan).compactMap { $0 }
        for problem in problems { check.mistakes.note(.conflict(problem), path, at: node.mark) }
        tunes.prompt = prompt
        return problems.isEmpty ? .variations(tunes) : nil
    }
}

extension Variation.Kept: SettingChoice {}

extension RecipeCheck {
    fileprivate func hasLatentSpace(_ generator: Made<any Generator>?) -> Bool {
        guard let generator else { return false }
        return (weightsCapabilities ?? generator.product.capabilities).contains(.latentSpace)
    }

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

    /// Reports demands that variations do not follow, because they keep what the tune has.
    fileprivate mutating func checkDemands(of plan: Plan, _ path: String) {
        func place<Value>(_ demand: Plan.Demand<Value>?) -> [(String, SourceMark?)] {
            demand.map { [($0.path, $0.mark)] } ?? []
        }
        for (demand, mark) in place(plan.automata.first) + place(plan.maxOrder) + place(plan.notes.first) {
            mistakes.note(.conflict("this constraint cannot be combined with '\(path)'"), demand, at: mark ?? .defaults)
        }
        let kept =
            place(plan.meter) + place(plan.key) + place(plan.sections) + place(plan.bars) + place(plan.allowedMarks)
            + place(plan.closes.first) + StyleToken.Kind.allCases.flatMap { place(plan.styles[$0]) }
        var known: Set<String> = []
        for (demand, mark) in kept where known.insert(demand).inserted {
            warn(demand, "has no effect: variations keep what the tune has", at: mark)
        }
    }
}
