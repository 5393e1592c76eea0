import MuseCorpus
import MuseEvaluation
import MuseProtocols

extension LatentSpaceStatistics {
    /// So many held-out tunes, evenly spread over all, are reconstructed: more take longer and change little.
    private static let tuneLimit = 500

    /// nil for a model without a latent space, and where no tune is held out.
    ///
    /// - Throws: `RecipeErrors` for a corpus that cannot be read.
    init?(_ context: RunContext, _ model: any Model) throws {
        guard let space = model.latentSpace, !context.corpus.isEmpty else { return nil }
        let tokenizer = context.recipe.tokenizer
        let tunes = try context.corpus.encoded(.validation).sequences.filter { !$0.isEmpty }.evenly(Self.tuneLimit)
        // What the recipe asks of new tunes does not apply to these.
        guard !tunes.isEmpty, let grammar = try? tokenizer.grammar(for: Plan()) else { return nil }
        let posteriors = space.posteriors(of: tunes)
        self.init(
            posteriors,
            try model.reconstructions(
                of: tunes, from: posteriors.map(\.mean), in: grammar, vocabularySize: tokenizer.vocabulary.count))
    }
}
