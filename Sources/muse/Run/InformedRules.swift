import MuseCorpus
import MuseImport
import MuseMusic
import MuseProtocols
import MuseRecipe

extension Recipe {
    /// Rules, of which those that hold tunes against the corpus know what is learned from.
    ///
    /// - Throws: `RecipeErrors` for a corpus that cannot be read; where no rule asks for it, it is not.
    func informed(_ rules: [WeightedRule]) throws -> [WeightedRule] {
        guard rules.contains(where: { $0.rule is any CorpusRule }) else { return rules }
        let known = try corpusTunes().map(\.score)
        return rules.map { weighted in
            guard let rule = weighted.rule as? any CorpusRule else { return weighted }
            return WeightedRule(rule: rule.knowing(known), type: weighted.type, weight: weighted.weight)
        }
    }

    /// The tunes that are learned from, each once; none where nothing is.
    func corpusTunes() throws -> [NamedTune] {
        try readCorpus()?.learnedFrom.map { tune in
            NamedTune(name: tune.score.header.title.isEmpty ? tune.place : tune.score.header.title, score: tune.score)
        } ?? []
    }

    /// The corpus; nil where the recipe has none.
    ///
    /// - Throws: `RecipeErrors` for one that cannot be read.
    func readCorpus() throws -> Corpus? {
        guard !corpus.files.isEmpty else { return nil }
        return try Corpus(corpus, importers: importers, random: random, files: corpusFiles)
    }
}
