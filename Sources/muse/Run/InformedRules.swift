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
        guard rules.contains(where: \.rule.needsCorpus) else { return rules }
        let known = try corpusTunes().map(\.score)
        return rules.map { weighted in
            WeightedRule(rule: weighted.rule.knowing(known), type: weighted.type, weight: weighted.weight)
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
    func readCorpus() throws -> MuseCorpus.Corpus? {
        guard !corpus.files.isEmpty else { return nil }
        let files = try CorpusBytes(corpus)
        return try MuseCorpus.Corpus(
            corpusSettings(), importers: importers, random: random, readFile: { files.bytes[$0] ?? [] })
    }
}
