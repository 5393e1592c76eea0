import MuseProtocols

extension Corpus {
    /// A file to read, and by which importer.
    struct File {
        let file: CorpusSettings.File
        let importer: any Importer
    }

    /// The files with the importers that answer to their extensions.
    ///
    /// - Throws: `RecipeErrors` with all files that no importer answers to.
    static func files(_ files: [CorpusSettings.File], _ importers: Registry<any Importer>) throws -> [File] {
        let formats = try Formats(importers, \.fileExtensions)
        var result: [File] = []
        var errors: [RecipeError] = []
        for file in files {
            if let reader = formats[file.path] {
                result.append(File(file: file, importer: reader))
            } else {
                let known = formats.known.joined(separator: ", ")
                let message = "no importer reads '\(file.path)'; known endings: \(known)"
                errors.append(RecipeError(.conflict(message), path: "corpus.files", at: file.mark))
            }
        }
        if !errors.isEmpty { throw RecipeErrors(errors) }
        return result
    }
}
