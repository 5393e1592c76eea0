package import MuseProtocols
import MuseStorage

/// What a data set states about a file: in an index, in file names, or in files beside it.
package struct DatasetEntry: Hashable, Sendable {
    /// A file with annotations of the music.
    package struct Companion: Hashable, Sendable {
        package enum Kind: String, Sendable {
            /// Chord labels with their times in the file.
            case chords
            /// Keys with their times in another recording of the music, which differ by up to some seconds.
            case keys
        }

        package let kind: Kind
        package let path: String
    }

    /// The name of the importer that reads the file; nil for that of its extension.
    package var importer: String?
    /// The side of the published split; nil if there is none.
    package var side: CorpusSide?
    /// Replaces the title in the file unless it is empty.
    package var title = ""
    /// Replaces the composers in the file unless there are none.
    package var composers: [String] = []
    package var companions: [Companion] = []

    /// A text that determines the entry, for hashes.
    var text: String {
        ([importer ?? "", side?.rawValue ?? "", title, "\(composers.count)"] + composers
            + companions.flatMap { [$0.kind.rawValue, $0.path] })
            .map { "\($0.utf8.count):\($0)" }.joined()
    }
}
