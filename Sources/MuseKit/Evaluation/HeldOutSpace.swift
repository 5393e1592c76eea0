import MuseCorpus
import MuseEvaluation
import MuseProtocols

extension LatentSpaceStatistics {
    /// The maximum number of tunes to reconstruct, evenly spaced. More take longer and change the result little.
    private static let tuneLimit = 500

    /// Measures a model's latent space on the recipe's held-out tunes; nil without a latent space or held-out tunes.
    ///
    /// - Throws: `RecipeErrors` for a corpus that cannot be read.
    init?(_ context: RunContext, _ model: any Model) throws {
        guard let space = model.latentSpace, !context.corpus.isEmpty else { return nil }
        let tokenizer = context.recipe.tokenizer
        let tunes = try context.corpus.sequences(.validation).filter { !$0.isEmpty }.thinned(to: Self.tuneLimit)
        // The recipe's plan is for new tunes, not for these.
        guard !tunes.isEmpty, let grammar = try? tokenizer.grammar(for: Plan()) else { return nil }
        let posteriors = try space.posteriors(of: tunes)
        let (random, size) = (
            RandomSource(seed: context.recipe.seed).stream("reconstruction"), tokenizer.vocabulary.count
        )
        let samples = posteriors.enumerated().map { i, posterior -> [Float] in
            var noise = random.stream("point", i)
            return zip(posterior.mean, posterior.deviation).map { $0 + $1 * noise.normal() }
        }
        self.init(
            posteriors,
            try model.reconstructions(
                of: tunes, from: posteriors.map(\.mean), in: grammar, vocabularySize: size),
            sampling: try model.sampledReconstruction(of: tunes, from: samples, vocabularySize: size, random: random),
            partNames: space.partNames)
    }
}
