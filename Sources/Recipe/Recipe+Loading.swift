package import MuseCorpus
package import MuseProtocols

extension Recipe {
    /// Reads a recipe file and the files that it extends, and checks each variant of its sweep.
    ///
    /// - Returns: one recipe for each variant; a single one without a sweep.
    /// - Throws: `RecipeErrors` with all mistakes; `FileError` if the file itself cannot be read.
    package static func load(
        _ path: String, overrides: [Override] = [], registries: Registries
    ) throws -> [Recipe] {
        try load(path, overrides: overrides) { _ in registries }
    }

    /// Reads and checks a recipe file, like the function above.
    ///
    /// - Parameters:
    ///   - corpusFiles: the contents of corpus files, shared by the variants of a sweep.
    ///   - pluginFiles: where the recipe finds files of plug-ins.
    ///   - registries: returns the components that the recipe can use, including those of these plug-ins.
    package static func load(
        _ path: String, overrides: [Override] = [], corpusFiles: CorpusFiles = CorpusFiles(),
        pluginFiles: PluginFiles = .none,
        registries: (_ pluginFolders: [(path: String, mark: SourceMark)]) throws -> Registries
    ) throws -> [Recipe] {
        let document = try RecipeDocument(path: path, overrides: overrides, pluginFiles: pluginFiles)
        return try document.recipes(registries(document.pluginFolders), corpusFiles: corpusFiles)
    }
}

extension RecipeDocument {
    /// The maximum number of mistakes to list; the rest are only counted.
    package static let mistakeLimit = 50

    /// Checks each variant.
    ///
    /// - Throws: `RecipeErrors` with the mistakes of all variants, without duplicates, in source order.
    package func recipes(
        _ registries: Registries, corpusFiles: CorpusFiles = CorpusFiles()
    ) throws -> [Recipe] {
        var mistakes = Mistakes()
        var recipes: [Recipe] = []
        for variant in try variants() {
            let recipe = try mistakes.collect {
                try Recipe(
                    resolved(variant), name: name, point: variant.point, registries: registries,
                    corpusFiles: corpusFiles)
            }
            if let recipe { recipes.append(recipe) }
        }
        try mistakes.throwIfAny(limit: Self.mistakeLimit)
        return recipes
    }
}
