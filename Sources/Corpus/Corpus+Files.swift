package import MuseProtocols
import MuseStorage

extension Corpus {
    /// A file to read, and its importer.
    struct File: Sendable {
        let file: CorpusSettings.File
        let importer: any Importer

        /// Reads the tunes in parts, with what a data set states about them.
        ///
        /// - Throws: an error of a plug-in; errors of `onPart`.
        func readParts(_ content: FileContent, onPart: (Imported) throws -> Void) throws {
            try importer.readParts(content.bytes, name: file.path, checks: false) { part in
                guard let entry = file.entry else { return try onPart(part) }
                var part = part
                for i in part.tunes.indices { part.tunes[i].add(entry, companions: content.companions) }
                try onPart(part)
            }
        }
    }

    /// Returns the files with their importers.
    ///
    /// - Throws: `RecipeErrors` with all files that have no importer.
    static func files(_ files: [CorpusSettings.File], _ importers: Registry<any Importer>) throws -> [File] {
        let formats = try Formats(importers, \.fileExtensions)
        var result: [File] = []
        var errors: [RecipeError] = []
        for file in files {
            if let reader = formats[file] {
                result.append(File(file: file, importer: reader))
            } else {
                let known = formats.known.joined(separator: ", ")
                let message =
                    file.entry?.importer.map { "no importer is called '\($0)'" }
                    ?? "no importer reads '\(file.path)'; known extensions: \(known)"
                errors.append(RecipeError(.conflict(message), path: "corpus.files", at: file.mark))
            }
        }
        if !errors.isEmpty { throw RecipeErrors(errors) }
        return result
    }
}

extension Formats {
    /// The component for a corpus file: that which its data set needs, or else that of its extension.
    package subscript(file: CorpusSettings.File) -> Product? {
        if let name = file.entry?.importer { named(name) } else { self[file.path] }
    }

    /// The plug-in of that component; nil if the component is built in or none matches.
    package func plugin(_ file: CorpusSettings.File) -> PluginOrigin? {
        file.entry?.importer == nil ? plugin(file.path) : nil
    }

    /// Schemas of the components for these files, without duplicates, in the registry's order.
    package func schemas(of files: [CorpusSettings.File]) -> [Schema] {
        schemas(
            of: files.filter { $0.entry?.importer == nil }.map(\.path), named: files.compactMap { $0.entry?.importer })
    }
}

/// The bytes of a corpus file and of the files that are read with it.
struct FileContent {
    let bytes: [UInt8]
    let companions: [[UInt8]]

    /// A hash of everything that determines the tunes: SHA-256 of the file, or, for a file of a data set, of that and
    /// what the data set states.
    func hash(_ entry: DatasetEntry?) -> String {
        let hash = SHA256.hex(of: bytes)
        return entry.map { $0.hash(ofFile: hash, companions: companions.map { SHA256.hex(of: $0) }) } ?? hash
    }
}

extension DatasetEntry {
    /// - Parameters: the SHA-256 hashes of the file and its companions.
    func hash(ofFile file: String, companions: [String]) -> String {
        // The paths of companions do not count, so that a data set can be moved.
        var stated = self
        stated.companions = []
        let kinds = self.companions.map(\.kind.rawValue)
        return SHA256.hex(of: Array(([file, stated.text] + kinds + companions).joined(separator: "\n").utf8))
    }
}
