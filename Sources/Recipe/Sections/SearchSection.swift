import MuseProtocols

/// `generate.search`: the most probable tunes, or a sample of different ones, instead of tunes sampled one by one.
enum SearchSection {
    enum Method: String, SettingChoice {
        case beam
        case diverseBeam = "diverse_beam"
        case stochasticBeam = "stochastic_beam"
    }

    static let method = Setting<Method>(
        "type", kind: Method.kind,
        "method; beam: the most probable tunes; diverse_beam: probable tunes of groups that avoid each other's tokens; "
            + "stochastic_beam: a sample of different tunes")
    static let width = Setting<Int>(
        "width", in: 1...10_000, default: 8, unit: "tunes",
        "number of hypotheses that are kept at each step; at least `count` times `best_of`")
    static let groups = Setting<Int>(
        "groups", in: 1...10_000, default: 4, "number of groups of a diverse beam; the width is a multiple of it")
    static let diversity = Setting<Double>(
        "diversity", in: 0...100, default: 0.5, unit: "nats",
        "penalty of a diverse beam for a token, for each time that earlier groups chose it at the same step")
    static let section = Section(
        "generate.search", "search for tunes instead of sampling; the sampler chain is not used", affects: .generate,
        [.setting(method), .setting(width), .setting(groups), .setting(diversity)])

    /// The search; nil to sample.
    static func search(_ check: inout RecipeCheck, _ generate: Node) throws -> Recipe.Search? {
        let mistakes = check.mistakes.errors.count
        guard let settings = try check.optionalSection(section, in: generate),
            check.mistakes.errors.count == mistakes
        else { return nil }
        return try check.mistakes.collect {
            let method = try settings[method]
            if method != .diverseBeam {
                try settings.refuse(groups, unless: "`type: \(Method.diverseBeam.rawValue)`")
                try settings.refuse(diversity, unless: "`type: \(Method.diverseBeam.rawValue)`")
            }
            let search = Recipe.Search(
                method: method, width: try settings[width], groups: try settings[groups],
                diversity: try settings[diversity])
            if method == .diverseBeam, search.width % search.groups != 0 {
                throw settings.conflict(
                    "a width of \(search.width) cannot be divided into \(search.groups) groups of equal size",
                    about: width)
            }
            return search
        }
    }
}

extension Recipe {
    /// How tunes are searched for.
    package struct Search: Sendable {
        let method: SearchSection.Method
        package let width: Int
        fileprivate let groups: Int
        fileprivate let diversity: Double

        init(method: SearchSection.Method, width: Int, groups: Int, diversity: Double) {
            self.method = method
            self.width = width
            self.groups = groups
            self.diversity = diversity
        }

        /// The name of the method in recipes.
        package var name: String { method.rawValue }

        /// Whether the hypotheses are a sample, and not the most probable ones.
        package var isStochastic: Bool { method == .stochasticBeam }

        /// The groups of a diverse beam and their penalty; nil for other methods.
        package var diverse: (groups: Int, diversity: Double)? {
            method == .diverseBeam ? (groups, diversity) : nil
        }
    }
}

extension RecipeCheck {
    /// Records a search that is too narrow for the tunes that the recipe needs, and warns of samplers, which have no
    /// effect in a search.
    ///
    /// - Parameter tunes: the number of tunes to write.
    mutating func checkSearch(
        _ generate: GenerateSection, _ task: Recipe.Task, _ generator: Made<any Generator>?, tunes: Int
    ) {
        guard let search = generate.search else { return }
        let path = SearchSection.section.path(of: SearchSection.width)
        let node = generate.settings.node[SearchSection.section.name]
        if let samplers = root["sampler"], !samplers.listed.isEmpty {
            warn("sampler", "has no effect: `generate.search` does not sample from the chain", at: samplers.mark)
        }
        // A tune with a latent point of its own has a search of its own.
        let hasOwnSearch = !capabilities(of: generator).isDisjoint(with: [.latents, .latentSpace])
        var tunesPerSearch = hasOwnSearch ? 1 : tunes
        if case .sets(let sets) = task, !hasOwnSearch, sets.variants.count > 1 {
            // Tunes in the same key share a search.
            let keys = sets.variants.map(\.plan.key?.value)
            let sharing = keys.map { key in keys.count { $0 == key } }.max() ?? 1
            tunesPerSearch = tunes / sets.size * sharing
        }
        // Each given tune has a search of its own, and each of its variations.
        if case .variations = task { tunesPerSearch = 1 }
        if case .harmonize(let given) = task, !hasOwnSearch { tunesPerSearch = tunes / max(1, given.scores.count) }
        let (needed, overflows) = tunesPerSearch.multipliedReportingOverflow(by: generate.bestOf)
        guard overflows || needed > search.width else { return }
        let product = generate.bestOf > 1 ? "\(tunesPerSearch) × `best_of: \(generate.bestOf)`" : "\(tunesPerSearch)"
        mistakes.note(
            .conflict(
                "a search of width \(search.width) finds at most \(search.width) tunes, but \(product) are needed"),
            path, at: node?[SearchSection.width.info.name]?.mark ?? node?.mark ?? generate.settings.node.mark)
    }
}
