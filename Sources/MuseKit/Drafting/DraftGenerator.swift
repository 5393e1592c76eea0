/// How a drafted recipe sets up its model, and the sampling that suits it.
enum DraftGenerator: Equatable {
    /// Counts of the corpus.
    case markov
    /// A network trained on the corpus alone.
    case trained(RecipeAnswers.Model)
    /// A shipped model, adapted to the corpus.
    case adapted(RecipeAnswers.Model, folder: String)
    /// A shipped model as it is; nothing is learned.
    case pretrained(RecipeAnswers.Model, folder: String)

    /// - Parameters:
    ///   - chosen: the person's choice; nil to choose by the number of tunes.
    ///   - tuneCount: the number of a person's own tunes; nil if the recipe learns from the shipped ones.
    init(_ chosen: RecipeAnswers.Model?, tuneCount: Int?, shipped: ShippedFiles) {
        let isSmall = tuneCount.map { $0 < RecipeAnswers.ownTunes } ?? true
        let usual: RecipeAnswers.Model = tuneCount != nil && isSmall ? .transformer : .markov
        let folder = isSmall ? shipped.model(chosen ?? usual) : nil
        switch (chosen ?? usual, folder) {
        case (.markov, _): self = .markov
        case (let model, let folder?):
            self = tuneCount == nil ? .pretrained(model, folder: folder) : .adapted(model, folder: folder)
        // Without the shipped model, few tunes are not enough for a network.
        case (let model, nil): self = chosen == nil ? .markov : .trained(model)
        }
    }

    var type: String {
        switch self {
        case .markov: RecipeAnswers.Model.markov.rawValue
        case .trained(let model), .adapted(let model, _), .pretrained(let model, _): model.rawValue
        }
    }

    /// Whether the model learns rhythm, meter, key and form from the header tokens, and so from tunes of all kinds.
    var followsConditions: Bool { self != .markov }

    /// Whether the recipe needs a corpus.
    var learns: Bool {
        if case .pretrained = self { false } else { true }
    }

    /// The model's folder; nil if it starts from nothing.
    var folder: String? {
        switch self {
        case .markov, .trained: nil
        case .adapted(_, let folder), .pretrained(_, let folder): folder
        }
    }
}
