import MuseProtocols

/// What the results of each stage depend on, as text to hash: the resolved values that affect it or an earlier one, and
/// the versions of the code behind them. Of files that the recipe names, only their places are kept here, since they
/// count by what they hold.
struct RecipeKeys: Sendable {
    private struct Key {
        let text: String
        let filePlaces: Set<String>
    }

    private var keys: [Stage: Key] = [:]

    /// - Parameter importers: of the corpus's files.
    init(_ root: Node, _ registries: Registries, importers: [Schema]) throws {
        // As with other components, the first version goes without saying.
        let readers = importers.filter { $0.version != 1 }.map { "importer \($0.name): \($0.version)\n" }
        for stage in Stage.allCases {
            var resolver = Resolver(registries, home: root.mark.source, keyStage: stage)
            let text = YAMLWriter.text(try resolver.recipe(root)) + readers.joined()
            keys[stage] = Key(text: text, filePlaces: resolver.filePlaces)
        }
    }

    /// - Parameter contents: SHA-256 of what files hold, and the place in the recipe that names them: `generate.fill`.
    func text(upTo stage: Stage, contents: [(place: String, hash: String)]) -> String {
        guard let key = keys[stage] else { preconditionFailure("no key was made for \(stage)") }
        return key.text
            + contents.filter { key.filePlaces.contains($0.place) }.map { "\($0.place): \($0.hash)\n" }.joined()
    }
}
