package import MuseProtocols

extension Recipe {
    /// An exporter and the files that it writes.
    package struct Export: Sendable {
        package let exporter: any Exporter
        /// The exporter's name in the recipe.
        package let type: String
        /// The path relative to the run's folder; may contain `{n}` and `{set}`.
        package let path: String
        /// The files that its settings name, by setting: paths relative to the working directory.
        let files: [String: String]

        /// Whether each tune is written to its own file.
        package var hasFilePerTune: Bool { path.contains(Self.tuneNumber) }
        /// Whether each set of tunes is written to its own file.
        package var hasFilePerSet: Bool { !hasFilePerTune && path.contains(Self.setNumber) }

        /// The path for tune `number` of a set, both counted from 1.
        package func path(forTune number: Int, ofSet set: Int = 1) -> String {
            path.replacing(Self.tuneNumber, with: "\(number)").replacing(Self.setNumber, with: "\(set)")
        }

        /// The placeholders of paths.
        static let tuneNumber = "{n}"
        static let setNumber = "{set}"
    }
}
