package import MuseProtocols

extension Recipe {
    /// A fitted model that serves as the starting point.
    package struct Pretrained: Sendable {
        /// The key that names it: `generator.pretrained`, `generator.models[0].pretrained`.
        package fileprivate(set) var place: String
        /// The folder, relative to the working directory.
        package let path: String
        /// Source location in the recipe.
        package let mark: SourceMark
        /// SHA-256 of its weights.
        package let weightsHash: String
        /// SHA-256 of the vocabulary that it was fitted with.
        package let vocabularyHash: String
        /// Whether the recipe has `training:`, so that training continues from this model.
        package let isTrained: Bool
    }

    /// All pretrained models: that of the generator, or those of its parts.
    package var pretrainedModels: [Pretrained] { ([pretrained] + pretrainedParts).compactMap { $0 } }

    /// The pretrained models of the recipe and of the steps of its chain.
    var allPretrainedModels: [Pretrained] {
        pretrainedModels
            + chain.enumerated().flatMap { i, step in
                step.allPretrainedModels.map { model in
                    var model = model
                    model.place = "\(ChainSection.section.path)[\(i)].\(model.place)"
                    return model
                }
            }
    }
}
