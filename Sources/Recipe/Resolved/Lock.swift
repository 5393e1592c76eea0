import MuseProtocols

/// The record that a finished run adds to its recipe, for comparison with later runs.
package struct Lock: Equatable, Sendable {
    package static let fileName = "recipe.lock.yaml"

    /// The version of muse that ran.
    package var museVersion: String
    /// The name of the recipe that was run.
    package var recipeName: String
    /// SHA-256 in hex of each corpus file, in order.
    package var corpusHashes: [String]
    /// SHA-256 of the tokenizer's vocabulary.
    package var vocabularyHash: String
    /// SHA-256 of the fitted model's weights.
    package var modelHash: String?
    /// Values chosen during fitting, such as the number of steps that fit a time budget.
    package var decisions: [String: Int]
    /// The plug-ins, by id.
    package var plugins: [String: LockedPlugin]

    package init(
        museVersion: String, recipeName: String, corpusHashes: [String], vocabularyHash: String,
        modelHash: String? = nil, decisions: [String: Int] = [:], plugins: [String: LockedPlugin] = [:]
    ) {
        self.museVersion = museVersion
        self.recipeName = recipeName
        self.corpusHashes = corpusHashes
        self.vocabularyHash = vocabularyHash
        self.modelHash = modelHash
        self.decisions = decisions
        self.plugins = plugins
    }

    private static let version = Setting<String>("muse", "version of muse")
    private static let recipe = Setting<String>("recipe", "name of the recipe")
    private static let corpus = Setting<[String]>("corpus", "SHA-256 of each corpus file, in order")
    private static let vocabulary = Setting<String>("vocabulary", "SHA-256 of the vocabulary")
    private static let model = Setting<String>("model", default: nil, "SHA-256 of the model's weights")
    private static let decided = Setting<[String]>(
        "decided", default: nil, "values chosen during fitting, such as steps=812")
    private static let plugins = Setting<[String]>(
        "plugins", default: nil, "version and SHA-256 of each plug-in, such as my_sampler@1.0.0=1f3c…")
    static let section = Section(
        "lock", "record of a finished run, written by muse: its version and hashes of its inputs",
        [
            .setting(version), .setting(recipe), .setting(corpus), .setting(vocabulary), .setting(model),
            .setting(decided), .setting(plugins),
        ])

    init(_ settings: Settings) throws {
        museVersion = try settings[Self.version]
        recipeName = try settings[Self.recipe]
        // The name is used as a folder name.
        if recipeName.isEmpty || recipeName.contains(where: { $0 == "/" || $0.isNewline }) {
            throw settings.conflict("not a recipe name", about: Self.recipe)
        }
        corpusHashes = try settings[Self.corpus]
        vocabularyHash = try settings[Self.vocabulary]
        modelHash = try settings.optional(Self.model)
        decisions = [:]
        for text in try settings.optional(Self.decided) ?? [] {
            let parts = text.split(separator: "=")
            guard parts.count == 2, let value = Int(parts[1]) else {
                throw settings.conflict("'\(text)' is not of the form steps=812", about: Self.decided)
            }
            decisions[String(parts[0])] = value
        }
        plugins = [:]
        for text in try settings.optional(Self.plugins) ?? [] {
            guard let (id, plugin) = LockedPlugin.read(text) else {
                throw settings.conflict("'\(text)' is not of the form my_sampler@1.0.0=1f3c…", about: Self.plugins)
            }
            plugins[id] = plugin
        }
    }

    var node: Node {
        func text(_ value: String) -> Node { Node(text: value, at: .defaults) }
        func list(_ values: [String]) -> Node { Node(.list(values.map(text)), at: .defaults) }
        var entries: [Node.Entry] = []
        func add(_ setting: any AnySetting, _ value: Node) {
            entries.append(Node.Entry(key: setting.info.name, keyMark: .defaults, value: value))
        }
        add(Self.version, text(museVersion))
        add(Self.recipe, text(recipeName))
        add(Self.corpus, list(corpusHashes))
        add(Self.vocabulary, text(vocabularyHash))
        if let modelHash { add(Self.model, text(modelHash)) }
        if !decisions.isEmpty {
            add(Self.decided, list(decisions.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }))
        }
        if !plugins.isEmpty {
            add(Self.plugins, list(plugins.sorted { $0.key < $1.key }.map { $0.value.text(id: $0.key) }))
        }
        return Node(.map(entries), at: .defaults)
    }
}

extension Lock {
    /// The lock in a recipe; nil if there is none.
    static func read(_ check: inout RecipeCheck, corpusFiles: Int) throws -> Lock? {
        let mistakes = check.mistakes.errors.count
        guard let settings = try check.optionalSection(section, in: check.root),
            check.mistakes.errors.count == mistakes
        else { return nil }
        let lock = try check.mistakes.collect { try Lock(settings) }
        if let lock, check.mistakes.errors.isEmpty, lock.corpusHashes.count != corpusFiles {
            let message =
                "the lock lists \(lock.corpusHashes.count) corpus files, the corpus has \(corpusFiles); "
                + "use --set '~lock' to run it as a new recipe"
            check.mistakes.add(settings.conflict(message, about: corpus))
        }
        return lock
    }
}
