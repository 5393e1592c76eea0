import MuseCorpus
package import MuseMusic
import MuseProtocols

/// `generate.chain`: steps in which further models work on the tunes, such as a model of chords.
///
/// A step is checked and run as a recipe of its own, which inherits the corpus, the tokenizer and the seed.
enum ChainSection {
    private static let generator = "generator"
    private static let tokenizer = "tokenizer"
    private static let sampler = "sampler"
    static let section = Section(
        "generate.chain",
        "further models that work on the tunes one after the other: each step gets the tunes of the one before, and has "
            + "a generator and a task", affects: .generate,
        [
            .component(generator, common: GeneratorSection.section, affects: .generate),
            .component(tokenizer, affects: .generate, isRequired: false),
            .components(sampler, of: sampler, common: SamplerSection.section, affects: .generate),
            .section(HarmonizeSection.step), .section(VarySection.step),
        ])
    private static let tasks = [HarmonizeSection.step.name, VarySection.step.name]

    /// The keys of a recipe that also hold for its steps, unless a step has its own.
    private static let inherited = ["muse", "seed", "plugins", "corpus", tokenizer, sampler]

    /// The steps as recipes.
    static func steps(
        _ check: inout RecipeCheck, _ generate: Node, _ registries: Registries, _ files: CorpusFiles
    ) throws -> [Recipe] {
        var steps: [Recipe] = []
        for (i, item) in (generate[section.name]?.listed ?? []).enumerated() {
            let place = "\(section.path)[\(i)]"
            let settings = try check.mistakes.collect {
                try Settings(item, for: section.schema, path: place, common: section.partNames)
            }
            guard settings != nil else { continue }
            let given = (item.entries ?? []).filter { tasks.contains($0.key) && !$0.value.isNull }
            guard given.count == 1, let task = given.first else {
                let words = "a step has one task: 'harmonize' or 'vary'"
                check.mistakes.note(.conflict(words), place, at: given.last?.keyMark ?? item.mark)
                continue
            }
            var root = Node(.map([]), at: item.mark)
            for key in inherited {
                if let value = check.root[key] { root = root.adding(key, value) }
            }
            for key in [generator, tokenizer, sampler] {
                if let value = item[key] { root = root.adding(key, value) }
            }
            root = root.adding("generate", Node(.map([task]), at: item.mark))
            do {
                let step = try Recipe(
                    root, name: "", point: [], registries: registries, corpusFiles: files, isStep: true)
                steps.append(step)
                // What a step inherits may well have no effect in it.
                for warning in step.warnings where item[sampler] != nil || !warning.message.hasPrefix(sampler) {
                    check.note(warning)
                }
            } catch let errors as RecipeErrors {
                for error in errors.errors { check.mistakes.add(error.below(place)) }
            }
        }
        return steps
    }
}

extension RecipeError {
    /// The same mistake in a step of a chain. Paths of what the step inherits stay as they are.
    fileprivate func below(_ place: String) -> RecipeError {
        for (start, own) in [
            ("generate.chain.", "."), ("generate.", "."), ("generator", ".generator"),
            ("tokenizer", ".tokenizer"), ("sampler", ".sampler"),
        ] where path.hasPrefix(start) {
            return RecipeError(reason, path: place + own + path.dropFirst(start.count), at: mark)
        }
        return path.isEmpty ? RecipeError(reason, path: place, at: mark) : self
    }
}

extension Recipe {
    /// The recipe of a step with those tunes of the step before with which it can be done.
    ///
    /// - Returns: the recipe, and for each tune why it cannot be done with it; nil if it can.
    package func working(on tunes: [Score]) -> (recipe: Recipe, problems: [String?]) {
        var recipe = self
        let problems: [String?]
        switch task {
        case .harmonize(var given):
            problems = given.take(tunes, tokenizer, plan)
            recipe.task = .harmonize(given)
        case .variations(var given):
            problems = given.take(tunes, tokenizer, plan)
            recipe.task = .variations(given)
        default: preconditionFailure("a step without a task")
        }
        recipe.count = problems.count { $0 == nil }
        return (recipe, problems)
    }
}
