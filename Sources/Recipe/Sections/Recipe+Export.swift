package import MuseProtocols

extension Recipe {
    /// An exporter and the files that it writes.
    package struct Export: Sendable {
        package let exporter: any Exporter
        /// The exporter's name in the recipe.
        package let type: String
        /// The path relative to the run's folder; may contain `{n}`.
        package let path: String
        /// The files that its settings name, by setting: paths relative to the working directory.
        let files: [String: String]

        /// Whether each tune is written to its own file.
        package var hasFilePerTune: Bool { path.contains(Self.placeholder) }

        /// The path for tune `number`, counted from 1.
        package func path(forTune number: Int) -> String {
            path.split(separator: Self.placeholder, omittingEmptySubsequences: false).joined(separator: "\(number)")
        }

        static let placeholder = "{n}"
    }
}
