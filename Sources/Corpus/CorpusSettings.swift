package import MuseProtocols

/// The checked `corpus:` section of a recipe.
package struct CorpusSettings: Sendable {
    package struct File: Sendable {
        /// The path, relative to the working directory.
        package let path: String
        /// The file's place in the recipe.
        package let mark: SourceMark?
        /// What a data set states about the file; nil if it is not read as part of one.
        package let entry: DatasetEntry?

        package init(path: String, mark: SourceMark? = nil, entry: DatasetEntry? = nil) {
            self.path = path
            self.mark = mark
            self.entry = entry
        }
    }

    /// The files without duplicates, in reading order.
    package var files: [File]
    /// What the recipe names instead of the files: the folders of data sets; nil if it names files.
    package var datasets: [File]?
    package var filter: HeaderFilter
    package var transpose: CorpusTransposition
    /// The changes of training tunes; nil for none.
    package var augmentation: Augmentation?
    /// The fractions of held-out tunes, together below 1.
    package var validation: Double
    package var test: Double
    /// The excerpts to cut tunes into; nil for whole tunes.
    package var excerpts: Excerpts?
    /// Whether whole tunes keep the performance that their notation was made from, for a tokenizer that encodes it.
    package var keepsPerformances = false

    package init(
        files: [File], datasets: [File]? = nil, filter: HeaderFilter = HeaderFilter(),
        transpose: CorpusTransposition = .none, augmentation: Augmentation? = nil,
        validation: Double, test: Double = 0, excerpts: Excerpts? = nil
    ) {
        self.files = files
        self.datasets = datasets
        self.filter = filter
        self.transpose = transpose
        self.augmentation = augmentation
        self.validation = validation
        self.test = test
        self.excerpts = excerpts
    }
}
