import MuseProtocols
import MuseRecipe

/// What the sampler is given for a recipe's task, and what comes of the tokens that it draws.
struct SamplingTask {
    let grammar: any TokenGrammar
    /// Set where only the fillings of a template are drawn.
    let fill: FillTemplate?
    let maxTokens: Int
    /// What a person should know.
    let remarks: [String]
    /// Where in the model's space each tune comes from; nil for points drawn at random.
    let latents: (@Sendable (_ tune: Int, _ candidate: Int) -> [Float])?

    /// - Throws: `MuseError` for a template that leaves the model no room.
    init(_ context: RunContext, _ model: any Model) throws {
        let recipe = context.recipe
        var remarks: [String] = []
        latents = try model.latentSpace.flatMap { try LatentPoints(context, $0).point }
        switch recipe.task {
        case .new, .reconstruct, .vary, .interpolate, .arithmetic:
            (grammar, maxTokens, fill) = (recipe.grammar, recipe.maxTokens, nil)
        case .continue(let opening, _):
            (grammar, maxTokens, fill) = (opening, recipe.maxTokens, nil)
        case .fill(let template, _):
            guard model.capabilities.contains(.fill) else {
                remarks.append(
                    "fill: this model was not trained with `infilling`, so it fills from left to right without knowing "
                        + "what comes after")
                (grammar, maxTokens, fill) = (template.grammar, recipe.maxTokens, nil)
                break
            }
            let room = recipe.maxTokens - template.promptLength
            guard room >= 64 else {
                throw MuseError.data(
                    "the template takes \(template.promptLength) of `max_tokens: \(recipe.maxTokens)`, which leaves no room"
                )
            }
            (grammar, maxTokens, fill) = (template.fillings, room, template)
        }
        self.remarks = remarks
    }

    /// The whole tune's tokens.
    func tune(_ drawn: [TokenID]) -> [TokenID] { fill.map { $0.tune(drawn) } ?? drawn }
}
