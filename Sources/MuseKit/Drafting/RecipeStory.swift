import MuseCorpus
import MuseEvaluation
import MuseProtocols
import MuseRecipe
import MuseStorage

extension Muse {
    /// Explains a recipe in sentences, one a line: what it learns from, how it samples, what every tune is like and
    /// what is written.
    ///
    /// - Throws: `RecipeErrors` for a corpus that cannot be read, which is read to count its tunes.
    public func explain(_ recipe: Recipe) throws -> String {
        let corpus = context(recipe, .silent).corpus
        let report = recipe.learns ? try corpus.report() : nil
        let meanings = DraftMeanings(registries: try components())
        return RecipeStory(recipe, report, meanings).sentences.joined(separator: "\n")
    }
}

/// A recipe in sentences.
struct RecipeStory {
    private let recipe: Recipe
    /// nil if nothing is learned.
    private let corpus: CorpusReport?
    private let meanings: DraftMeanings

    init(_ recipe: Recipe, _ corpus: CorpusReport?, _ meanings: DraftMeanings) {
        self.recipe = recipe
        self.corpus = corpus
        self.meanings = meanings
    }

    var sentences: [String] {
        [learning, model, tokens, fineTuning, sampling, demands, chain, writing].compactMap(\.self).map { "\($0)." }
    }

    private var learning: String {
        let models = recipe.pretrainedModels
        let folders =
            (models.count == 1 ? "the pretrained model in " : "the pretrained models in ")
            + list(models.map { place($0.path) })
        guard let corpus else {
            return (models.isEmpty ? "Composes by rules" : "Uses \(folders)") + "; nothing is learned"
        }
        var text = models.contains(where: \.isTrained) ? "Adapts \(folders) to" : "Learns from"
        text += " \(count(corpus.training, corpus.cut == nil ? "tune" : "excerpt"))"
        let conditions = (recipe.resolved["corpus"]?["where"]?.entries ?? []).map { "\($0.key) \(words($0.value))" }
        if !conditions.isEmpty { text += " with \(list(conditions))" }
        text += " of \(list((recipe.corpus.datasets ?? recipe.corpus.files).map { place($0.path) }, limit: 3))"
        let heldOut = corpus.validation + corpus.test
        return text + (heldOut > 0 ? "; \(heldOut) more \(heldOut == 1 ? "is" : "are") held out to measure it" : "")
    }

    private var model: String? {
        recipe.resolved["generator"].map { node in
            let summary = meanings.summary("generator", node["type"]?.text ?? "")
            // A generator that explains its settings does so below.
            let isExplained = !recipe.generator.explanation.isEmpty
            let name = isExplained ? node["type"]?.text ?? "" : component(node, leavingOut: ["pretrained"])
            return "The model is \(name)"
                + (summary.isEmpty ? "" : ": \(summary)")
        }
    }

    private var chain: String? {
        let steps = (recipe.resolved["generate"]?["chain"]?.items ?? []).map { step in
            let model = step["generator"].map { component($0) } ?? ""
            let isVariation = step["vary"] != nil
            let task = ((step["harmonize"] ?? step["vary"])?.entries ?? []).map { "\($0.key) \(words($0.value))" }
            return "\(model) \(isVariation ? "varies" : "harmonises") the tunes"
                + (task.isEmpty ? "" : " (\(task.joined(separator: ", ")))")
        }
        return steps.isEmpty ? nil : "Then " + steps.joined(separator: ", then ")
    }

    private var tokens: String? {
        recipe.resolved["tokenizer"].map { node in
            let summary = meanings.summary("tokenizer", node["type"]?.text ?? "")
            return "The tokenizer is \(component(node))" + (summary.isEmpty ? "" : ": \(summary)")
        }
    }

    private var fineTuning: String? {
        guard let tuning = recipe.fineTuning else { return nil }
        let method = tuning.settings.method.rawValue
        if tuning.choices != nil { return "Fine-tunes it by \(method) with a person's choices of tunes" }
        let rounds = "\(count(tuning.settings.steps, "round")) of \(count(tuning.settings.tunes, "tune"))"
        return "Fine-tunes it by \(method), \(rounds), rewarding \(list(tuning.rewards.map(weighted)))"
    }

    private var sampling: String? {
        if let search = recipe.search {
            return search.isStochastic
                ? "Samples different tunes by a stochastic beam of width \(search.width)"
                : "Searches for the most probable tunes by a \(search.name) of width \(search.width)"
        }
        let chain = (recipe.resolved["sampler"]?.items ?? []).map { component($0) }
        let guidance = recipe.guidance == 1 ? "" : ", with guidance \(recipe.guidance.settingText)"
        return chain.isEmpty
            ? "Draws each token as the model predicts it\(guidance)"
            : "Draws each token after \(list(chain, last: ", then "))\(guidance)"
    }

    private var demands: String? {
        let demands = PlanAdherence.all(recipe.commonPlan, []).map { demand in
            switch demand.name {
            case "bars": "\(demand.required) bars"
            case "diatonic": "only \(demand.required)"
            default: "\(demand.name) \(demand.required)"
            }
        }
        return demands.isEmpty ? nil : "Every tune has \(list(demands))"
    }

    private var writing: String {
        let tunes = count(recipe.count, "tune")
        let files = list(recipe.task.prompts.map { place($0.path) }, limit: 3)
        var text =
            switch recipe.task {
            case .new: "Writes \(tunes)"
            case .sets(let sets): "Writes \(count(recipe.count / sets.size, "set")) of \(count(sets.size, "tune"))"
            case .harmonize(let given):
                "Harmonises \(count(given.scores.count, "tune")) of \(files)"
                    + (recipe.count > given.scores.count
                        ? ", each in \(count(recipe.count / given.scores.count, "version"))" : "")
            case .continue: "Writes \(tunes) that continue\(recipe.count == 1 ? "s" : "") \(files)"
            case .fill: "Fills the open bars of \(files), \(count(recipe.count, "time"))"
            case .reconstruct: "Reconstructs \(files) from its latent point, \(count(recipe.count, "time"))"
            case .vary, .variations: "Writes \(count(recipe.count, "variation")) of \(files)"
            case .interpolate: "Writes \(tunes) on the way between \(files)"
            case .arithmetic: "Writes \(tunes) by arithmetic with the latent points of \(files)"
            }
        let rules = recipe.rules.filter { $0.weight > 0 }
        if recipe.bestOf > 1, !rules.isEmpty {
            text += ", each the best of \(recipe.bestOf) candidates by \(list(rules.map(weighted)))"
        } else if !recipe.rules.isEmpty {
            text += " and measures \(list(recipe.rules.map(\.type)))"
        }
        let paths = recipe.exports.map(\.path)
        return text + (paths.isEmpty ? "" : ", as \(list(paths))")
    }

    /// A path from the working directory.
    private func place(_ path: String) -> String { Files.relative(path, to: "") }

    private func weighted(_ rule: Recipe.WeightedRule) -> String {
        rule.weight == 1 ? rule.type : "\(rule.type) (weight \(rule.weight.settingText))"
    }

    /// A component with the settings that the recipe states: `markov (order 6)`.
    private func component(_ node: Node, leavingOut omitted: Set<String> = []) -> String {
        let stated = (node.entries ?? []).filter { entry in
            entry.key != "type" && !omitted.contains(entry.key) && Self.isStated(entry.value)
        }
        let name = node["type"]?.text ?? ""
        return stated.isEmpty
            ? name : "\(name) (\(stated.map { "\($0.key) \(words($0.value))" }.joined(separator: ", ")))"
    }

    /// Whether a value comes from a recipe or an option, not from a default or a model.
    private static func isStated(_ node: Node) -> Bool {
        if let entries = node.entries { return entries.contains { isStated($0.value) } }
        return !node.isNull && node.mark.origin != "default"
            && !node.mark.source.name.hasSuffix("/\(ModelFolder.recordName)")
    }

    private func words(_ node: Node) -> String {
        switch node.content {
        case .scalar(let text, _): text
        case .list(let items) where items.allSatisfy({ $0["type"] != nil }): list(items.map { component($0) })
        case .list(let items): items.map(words).joined(separator: " or ")
        case .map where node[TuneSchedule.Key.sections.rawValue]?.items != nil:
            list((node[TuneSchedule.Key.sections.rawValue]?.items ?? []).map(words), last: ", then ")
        case .map(let entries):
            entries.filter { Self.isStated($0.value) }.map { "\($0.key) \(words($0.value))" }.joined(separator: ", ")
        }
    }

    private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// `a, b and c`; more than `limit` items are only counted.
    private func list(_ items: [String], limit: Int = .max, last: String = " and ") -> String {
        if items.count > limit { return "\(items.count) files" }
        guard let end = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + last + end
    }
}
