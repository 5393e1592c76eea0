import MuseProtocols
import MuseRecipe
import MuseSamplers

/// The sampler's inputs for a recipe's task, and the conversion of sampled tokens to tunes.
struct SamplingTask {
    let grammar: any TokenGrammar
    /// The template whose fillings are sampled; nil to sample whole tunes.
    let fill: FillTemplate?
    let maxTokens: Int
    /// The grammars and plans of the tunes of a set; empty without sets.
    let turns: [TuneSampler.Turn]
    /// Information for the user.
    let remarks: [String]
    /// The latent point of each candidate; nil for random points.
    let latents: (@Sendable (_ tune: Int, _ candidate: Int) -> [Float])?

    /// - Throws: `MuseError` if a template leaves too few tokens for its gaps; errors of reading the corpus.
    init(_ context: RunContext, _ model: any Model) throws {
        let recipe = context.recipe
        var remarks: [String] = []
        latents = try model.latentSpace.flatMap { try LatentPoints(context, $0).point }
        let limits = try CopyLimits(context)
        switch recipe.task {
        case .new, .reconstruct, .vary, .interpolate, .arithmetic, .sets:
            (grammar, maxTokens, fill) = (try limits.limited(recipe.grammar), recipe.maxTokens, nil)
        case .harmonize, .variations:
            // Each tune has a grammar of its own.
            (grammar, maxTokens, fill) = (recipe.grammar, recipe.maxTokens, nil)
        case .continue(let opening, _):
            (grammar, maxTokens, fill) = (try limits.limited(opening), recipe.maxTokens, nil)
        case .fill(let template, _):
            guard model.capabilities.contains(.fill) else {
                if !recipe.generator.isExact {
                    remarks.append("fill: this model fills from left to right, without seeing the bars after a gap")
                }
                (grammar, maxTokens, fill) = (template.grammar, recipe.maxTokens, nil)
                break
            }
            let room = recipe.maxTokens - template.promptLength
            guard room >= 64 else {
                throw MuseError.data(
                    "the template takes \(template.promptLength) of `max_tokens: \(recipe.maxTokens)`; gaps need 64 or more"
                )
            }
            (grammar, maxTokens, fill) = (template.fillings, room, template)
        }
        self.remarks = remarks
        let variants = recipe.sets.map { sets in (0..<sets.size).compactMap { sets.variant(ofTune: $0) } } ?? []
        // The plans of the tunes of a set differ in their keys alone.
        let keys = variants.map { $0.plan.key?.value }
        turns = try variants.enumerated().map { i, variant in
            TuneSampler.Turn(
                try limits.limited(variant.grammar), variant.plan, group: keys.firstIndex(of: keys[i]) ?? i)
        }
    }

    /// The tokens of the whole tune.
    func tune(_ sampled: [TokenID]) -> [TokenID] { fill.map { $0.tune(sampled) } ?? sampled }
}
