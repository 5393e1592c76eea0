import MuseProtocols
import MuseRecipe

/// What the sampler is given for a recipe's task, and what comes of the tokens that it draws.
struct SamplingTask {
    let grammar: any TokenGrammar
    let preamble: [TokenID]
    let maxTokens: Int
    /// What a person should know.
    let remarks: [String]
    /// Where in the model's space each tune comes from; nil for points drawn at random.
    let latents: (@Sendable (_ tune: Int, _ candidate: Int) -> [Float])?
    /// Set where only the fillings are drawn.
    private let template: FillTemplate?

    /// - Throws: `MuseError` for a template that leaves the model no room.
    init(_ context: RunContext, _ model: any Model) throws {
        let recipe = context.recipe
        var remarks: [String] = []
        if recipe.guidance != 1, model.openDecoder(rows: 1) == nil {
            remarks.append(
                "guidance: this model was not trained with `condition_dropout`, so it follows conditions as it is")
        }
        latents = try (model as? any LatentModel).flatMap { try LatentPoints(context, $0).point }
        switch recipe.task {
        case .new, .reconstruct, .vary, .interpolate, .arithmetic:
            (grammar, preamble, maxTokens, template) = (recipe.grammar, [], recipe.maxTokens, nil)
        case .continue(let opening, _):
            (grammar, preamble, maxTokens, template) = (opening, [], recipe.maxTokens, nil)
        case .fill(let template, _):
            guard let signs = model.fillSigns else {
                remarks.append(
                    "fill: this model was not trained with `infilling`, so it fills from left to right without knowing "
                        + "what comes after")
                (grammar, preamble, maxTokens, self.template) = (template.grammar, [], recipe.maxTokens, nil)
                break
            }
            let preamble = template.told(with: signs)
            let room = recipe.maxTokens - preamble.count
            guard room >= 64 else {
                throw MuseError.data(
                    "the template takes \(preamble.count) of `max_tokens: \(recipe.maxTokens)`, which leaves no room")
            }
            (grammar, maxTokens, self.template) = (template.fillings, room, template)
            self.preamble = preamble
        }
        self.remarks = remarks
    }

    /// The whole tune's tokens.
    func tune(_ drawn: [TokenID]) -> [TokenID] { template.map { $0.tune(drawn) } ?? drawn }
}
