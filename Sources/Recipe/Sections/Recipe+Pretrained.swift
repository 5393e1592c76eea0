package import MuseProtocols

extension Recipe {
    /// A fitted model that serves as the starting point.
    package struct Pretrained: Sendable {
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
}
