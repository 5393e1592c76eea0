package import MuseProtocols

/// A recipe's `corpus:` section after checking.
package struct CorpusSettings: Sendable {
    package struct File: Sendable {
        /// As a path from the working directory.
        package let path: String
        /// The place where the recipe names it.
        package let mark: SourceMark?

        package init(path: String, mark: SourceMark? = nil) {
            self.path = path
            self.mark = mark
        }
    }

    /// Without duplicates, in the order in which they are read.
    package var files: [File]
    package var filter: HeaderFilter
    package var transpose: CorpusTransposition
    /// Shares of the tunes, together below 1.
    package var validation: Double
    package var test: Double
    /// How to cut tunes into excerpts; nil for whole tunes.
    package var excerpts: Excerpts?

    package init(
        files: [File], filter: HeaderFilter = HeaderFilter(), transpose: CorpusTransposition = .none,
        validation: Double, test: Double = 0, excerpts: Excerpts? = nil
    ) {
        self.files = files
        self.filter = filter
        self.transpose = transpose
        self.validation = validation
        self.test = test
        self.excerpts = excerpts
    }
}
