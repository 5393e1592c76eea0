import MuseProtocols

/// Reads the sections of a recipe one by one, and goes on after a mistake so that all are found.
struct RecipeCheck {
    let registries: Registries
    var mistakes = Mistakes()
    private(set) var warnings: [Diagnostic] = []
    /// Of the components made so far, each once.
    private(set) var plugins: [PluginOrigin] = []
    /// The recipe, with what sections add to it: what a pretrained model provides, what follows from other values.
    private(set) var root: Node
    /// What the weights of a pretrained model that is used as it is can do; nil where the generator's settings tell.
    var weightsCapabilities: Set<Capability>?

    init(_ root: Node, _ registries: Registries) {
        self.root = root
        self.registries = registries
    }

    var hasCorpus: Bool { root["corpus"].map { !$0.isNull } ?? false }

    /// Takes a changed value for one of the recipe's keys, if it is there.
    mutating func replace(_ key: String, with value: Node) {
        guard root[key] != nil else { return }
        root = root.adding(key, value)
    }

    /// Takes a value that follows from others for a setting of a section.
    mutating func set(_ section: String, _ key: String, to text: String) {
        let old = root[section].flatMap { $0.isNull ? nil : $0 } ?? Node(.map([]), at: .defaults)
        let value = Node(.scalar(text, isPlain: true), at: old[key]?.mark ?? .defaults)
        root = root.adding(section, old.adding(key, value))
    }

    /// Something that a person should know, though the recipe can run.
    mutating func warn(_ path: String, _ message: String, at mark: SourceMark?) {
        warnings.append(Diagnostic(.warning, "\(path): \(message)", at: mark))
    }

    /// Something of a plug-in is used.
    mutating func note(_ plugin: PluginOrigin) {
        if !plugins.contains(where: { $0.id == plugin.id }) { plugins.append(plugin) }
    }

    /// The valid settings of a section that the recipe has; nil where it does not have it.
    mutating func given(_ section: Section, in parent: Node, at path: String) throws -> Settings? {
        guard let node = parent[section.name], !node.isNull else { return nil }
        guard node.entries != nil else {
            mistakes.note(.wrongType(expected: "a mapping", found: node.described), path, at: node.mark)
            return nil
        }
        return try self.section(section, in: parent, at: path)
    }

    /// The settings of a section that are valid; the others are noted. Those of a section that is not there are empty.
    mutating func section(_ section: Section, in parent: Node, at path: String) throws -> Settings {
        let given = path.isEmpty ? parent : parent[section.name]
        let empty = Node(.map([]), at: parent.mark)
        var node = given ?? empty
        if node.isNull { node = empty }
        if node.entries == nil {
            mistakes.note(.wrongType(expected: "a mapping", found: node.described), path, at: node.mark)
            node = empty
        }
        let schema = section.schema
        let read = try mistakes.collect { try Settings(node, for: schema, path: path, common: section.partNames) }
        if let read { return read }
        let valid = (node.entries ?? []).filter { entry in
            guard let setting = schema.settings.first(where: { $0.name == entry.key }) else {
                return section.partNames.contains(entry.key)
            }
            return setting.mistake(in: entry.value, path: path) == nil
        }
        // What is required and missing is noted already, so nothing is required of the rest.
        return Settings(Node(.map(valid), at: node.mark), valid: schema, path: path)
    }

    /// A setting's value, its default where it is missing or wrong; a wrong one is noted.
    ///
    /// - Precondition: the setting has a default.
    mutating func value<Value>(_ setting: Setting<Value>, _ settings: Settings) throws -> Value {
        guard let value = try optional(setting, settings) else {
            preconditionFailure("the setting '\(setting.info.name)' has no default")
        }
        return value
    }

    /// The same for a setting that need not have a value.
    mutating func optional<Value>(_ setting: Setting<Value>, _ settings: Settings) throws -> Value? {
        try mistakes.collect { try settings.optional(setting) } ?? setting.defaultValue
    }
}

extension Node {
    /// A mapping with another value for a key, or with one more key.
    func adding(_ key: String, _ value: Node) -> Node {
        var entries = entries ?? []
        if let index = entries.firstIndex(where: { $0.key == key }) {
            entries[index].value = value
        } else {
            entries.append(Entry(key: key, keyMark: value.mark, value: value))
        }
        return Node(.map(entries), at: mark)
    }
}
