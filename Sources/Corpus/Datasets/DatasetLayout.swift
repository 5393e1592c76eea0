package import MuseProtocols

/// A published data set, by the layout of its folder.
package enum DatasetLayout: String, SettingChoice {
    case lakh, maestro, musicnet, pop909
    case theSession = "the_session"
    case irishman

    /// A file to read, and what the data set states about it.
    package typealias File = (path: String, entry: DatasetEntry)

    /// Returns the files of a data set that are read, in a fixed order.
    ///
    /// - Parameter path: the data set's folder; with `the_session` and `irishman` also one of its files.
    /// - Throws: `DatasetMistake` if something of the layout is missing or damaged.
    package func files(in path: String) throws -> [File] {
        switch self {
        case .lakh: try LakhLayout(path).files()
        case .maestro: try MAESTROLayout(path).files()
        case .musicnet: try MusicNetLayout(path).files()
        case .pop909: try POP909Layout(path).files()
        case .theSession: try TheSessionLayout(path).files()
        case .irishman: try IrishMANLayout(path).files()
        }
    }
}

/// A folder that does not have the layout of a data set, or an index that is damaged.
package struct DatasetMistake: Error {
    package let message: String
    /// The place in the index; nil if the mistake is no text.
    package let mark: SourceMark?

    init(_ message: String, at mark: SourceMark? = nil) {
        self.message = message
        self.mark = mark
    }
}
