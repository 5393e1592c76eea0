package import MuseProtocols

/// The checked `corpus:` section of a recipe.
package struct CorpusSettings: Sendable {
    package struct File: Sendable {
        /// The path, relative to the working directory.
        package let path: String
        /// The file's place in the recipe.
        package let mark: SourceMark?

        package init(path: String, mark: SourceMark? = nil) {
            self.path = path
            self.mark = mark
        }
    }

    /// The files without duplicates, in reading order.
    package var files: [File]
    package var filter: HeaderFilter
    package var transpose: CorpusTransposition
    /// The changes of training tunes; nil for none.
    package var augmentation: Augmentation?
    /// The fractions of held-out tunes, together below 1.
    package var validation: Double
    package var test: Double
    /// The excerpts to cut tunes into; nil for whole tunes.
    package var excerpts: Excerpts?

    package init(
        files: [File], filter: HeaderFilter = HeaderFilter(), transpose: CorpusTransposition = .none,
        augmentation: Augmentation? = nil, validation: Double, test: Double = 0, excerpts: Excerpts? = nil
    ) {
        self.files = files
        self.filter = filter
        self.transpose = transpose
        self.augmentation = augmentation
        self.validation = validation
        self.test = test
        self.excerpts = excerpts
    }
}
