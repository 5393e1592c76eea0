import MuseProtocols

/// The inputs of each stage as text to hash: the resolved values that affect it or an earlier stage, and the versions
/// of the code that uses them.
///
/// Of files named in the recipe only the keys are kept, because their contents are hashed.
struct RecipeKeys: Sendable {
    private struct Key {
        let text: String
        let filePlaces: Set<String>
    }

    private var keys: [Stage: Key] = [:]

    /// - Parameter importers: the importers of the corpus files.
    init(_ root: Node, _ registries: Registries, importers: [Schema]) throws {
        // As with other components, version 1 is omitted.
        let readers = importers.filter { $0.version != 1 }.map { "importer \($0.name): \($0.version)\n" }
        for stage in Stage.allCases {
            var resolver = Resolver(registries, home: root.mark.source, keyStage: stage)
            let text = YAMLWriter.text(try resolver.recipe(root)) + readers.joined()
            keys[stage] = Key(text: text, filePlaces: resolver.filePlaces)
        }
    }

    /// - Parameter contents: SHA-256 of the files' contents, and the key in the recipe that names them:
    ///   `generate.fill`.
    func text(upTo stage: Stage, contents: [(place: String, hash: String)]) -> String {
        guard let key = keys[stage] else { preconditionFailure("no key was made for \(stage)") }
        return key.text
            + contents.filter { key.filePlaces.contains($0.place) }.map { "\($0.place): \($0.hash)\n" }.joined()
    }
}
