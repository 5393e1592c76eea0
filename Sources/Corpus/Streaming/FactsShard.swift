import Foundation
import MuseProtocols
import MuseStorage

/// What is known of the tunes in the files of a shard.
struct FactsShard: Codable, Sendable {
    struct File: Codable, Sendable {
        /// SHA-256 of the file, or of what determines its tunes, in hexadecimal; see `FileContent.hash`.
        let hash: String
        let tunes: [TuneFacts]
        /// The errors that concern the whole file.
        let errors: [String]
    }

    let files: [File]

    /// The number of shingles that are kept of a tune: 1 kB.
    private static let shingles = 128

    /// Reads the files of a shard.
    ///
    /// - Throws: `RecipeErrors` for a file that cannot be read; an error of a plug-in.
    init(_ shard: FileShard, _ settings: CorpusSettings, _ files: CorpusFiles) throws {
        self.files = try shard.files.map { file in
            let content = try files.passingContent(file.file)
            var tunes: [TuneFacts] = []
            var errors: [String] = []
            try file.source.readParts(content) { part in
                errors += part.diagnostics.filter { $0.severity == .error }.map(\.message)
                tunes += part.tunes.map { tune in
                    TuneReading(tune, place: tune.place(in: file.file.path), settings, shingles: Self.shingles).facts
                }
            }
            return File(hash: content.hash(file.file.entry), tunes: tunes, errors: errors)
        }
    }

    /// Reads the shard from a file; nil if there is none, or if it is damaged.
    init?(cached path: String) {
        guard let bytes = try? FileReader.bytes(path),
            let shard = try? PropertyListDecoder().decode(FactsShard.self, from: Data(bytes))
        else { return nil }
        self = shard
    }

    /// - Throws: `FileError`.
    func write(to path: String) throws {
        let encoder = PropertyListEncoder()
        encoder.outputFormat = .binary
        try createDirectories(parentFolder(of: path))
        try AtomicFile.write([UInt8](try encoder.encode(self)), to: path)
    }
}

extension Imported.Tune {
    /// The place of a tune in messages: the file and line, or only the file.
    func place(in path: String) -> String { mark.map { "\($0.source.name):\($0.line)" } ?? path }
}
