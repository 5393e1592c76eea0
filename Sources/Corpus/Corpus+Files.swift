import MuseProtocols

extension Corpus {
    /// A file to read, and its importer.
    struct File {
        let file: CorpusSettings.File
        let importer: any Importer
    }

    /// Returns the files with the importers for their extensions.
    ///
    /// - Throws: `RecipeErrors` with all files that have no importer.
    static func files(_ files: [CorpusSettings.File], _ importers: Registry<any Importer>) throws -> [File] {
        let formats = try Formats(importers, \.fileExtensions)
        var result: [File] = []
        var errors: [RecipeError] = []
        for file in files {
            if let reader = formats[file.path] {
                result.append(File(file: file, importer: reader))
            } else {
                let known = formats.known.joined(separator: ", ")
                let message = "no importer reads '\(file.path)'; known extensions: \(known)"
                errors.append(RecipeError(.conflict(message), path: "corpus.files", at: file.mark))
            }
        }
        if !errors.isEmpty { throw RecipeErrors(errors) }
        return result
    }
}
