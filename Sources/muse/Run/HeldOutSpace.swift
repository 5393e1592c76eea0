import MuseCorpus
import MuseEvaluation
import MuseImport
import MuseProtocols
import MuseRecipe

extension SpaceFigures {
    /// So many held-out tunes, evenly out of all, are written again: more take longer and tell little more.
    private static let tuneLimit = 500

    /// nil for a model without a space, and where no tune is held out.
    ///
    /// - Throws: `RecipeErrors` for a corpus that cannot be read.
    init?(_ recipe: Recipe, _ model: any Model) throws {
        guard let space = model.latentSpace, let corpus = try recipe.readCorpus() else { return nil }
        let tokenizer = recipe.tokenizer
        let encoded = try concurrentMap(corpus.validation) { (try? tokenizer.encode($0.score).tokens) ?? [] }
        let tunes = encoded.filter { !$0.isEmpty }.evenly(Self.tuneLimit)
        // What the recipe asks of new tunes says nothing of these.
        guard !tunes.isEmpty, let grammar = try? tokenizer.grammar(for: Plan()) else { return nil }
        let posteriors = space.posteriors(of: tunes)
        self.init(
            posteriors,
            try model.reconstructions(
                of: tunes, from: posteriors.map(\.mean), in: grammar, vocabularySize: tokenizer.vocabulary.count))
    }
}
