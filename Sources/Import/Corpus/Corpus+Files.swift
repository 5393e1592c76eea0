import MuseProtocols

extension Corpus {
    /// A file to read, by which importer, and the item of `files:` that stands for it.
    struct File {
        let path: String
        let importer: any Importer
        let item: CorpusSettings.Item
    }

    static func readers(_ importers: Registry<any Importer>) throws -> [any Importer] {
        let mark = SourceMark(source: SourceFile(name: "defaults", text: ""), line: 1, column: 1)
        return try importers.entries.map { entry in
            try entry.make(Settings(Node(.map([]), at: mark), for: entry.schema, path: "corpus"))
        }
    }

    /// Each file once, in the order of the items.
    ///
    /// - Throws: `RecipeErrors` with all items that stand for no file, or for one that no importer answers to.
    static func files(
        _ settings: CorpusSettings, _ folder: String, _ readers: [any Importer]
    ) throws -> [File] {
        let extensions = readers.flatMap(\.fileExtensions)
        let list = FileList(relativeTo: folder, extensions: Set(extensions))
        var files: [File] = []
        var seen: Set<String> = []
        var errors: [RecipeError] = []
        for item in settings.files {
            do {
                for path in try list.paths(of: item.text) where seen.insert(path).inserted {
                    let ending = path.split(separator: ".").last?.lowercased() ?? ""
                    guard let reader = readers.first(where: { $0.fileExtensions.contains(ending) }) else {
                        let known = extensions.joined(separator: ", ")
                        throw FileList.Failure(description: "nothing here reads '\(path)'; known endings: \(known)")
                    }
                    files.append(File(path: path, importer: reader, item: item))
                }
            } catch let failure as FileList.Failure {
                errors.append(RecipeError(.conflict(failure.description), path: item.path, at: item.mark))
            }
        }
        if !errors.isEmpty { throw RecipeErrors(errors) }
        return files
    }
}
