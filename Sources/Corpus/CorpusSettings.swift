package import MuseProtocols

/// What a recipe's `corpus:` section asks for, as it stands after checking.
package struct CorpusSettings: Sendable {
    package struct File: Sendable {
        /// As it can be opened from the working directory.
        package let path: String
        /// Where the recipe names it.
        package let mark: SourceMark?

        package init(path: String, mark: SourceMark? = nil) {
            self.path = path
            self.mark = mark
        }
    }

    /// Each once, in the order in which they are read.
    package var files: [File]
    package var filter: HeaderFilter
    package var transpose: KeyTreatment
    /// Shares of the tunes, together below 1.
    package var validation: Double
    package var test: Double
    /// What tunes are cut into; nil for whole tunes.
    package var excerpts: Excerpts?

    package init(
        files: [File], filter: HeaderFilter = HeaderFilter(), transpose: KeyTreatment = .none,
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
