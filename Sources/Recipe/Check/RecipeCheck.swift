import MuseProtocols

/// Checks the sections of a recipe one by one, and continues after a mistake so that all mistakes are found.
struct RecipeCheck {
    /// The components; an importer that the recipe chooses comes first.
    private(set) var registries: Registries
    var mistakes = Mistakes()
    private(set) var warnings: [Diagnostic] = []
    /// The plug-ins of the components created so far, without duplicates.
    private(set) var plugins: [PluginOrigin] = []
    /// The recipe, with values added by sections, such as those from a pretrained model or derived from other values.
    private(set) var root: Node
    private var ambiguities: Set<String> = []
    /// Capabilities of a pretrained model that is used without further training; nil to use the generator's settings.
    var weightsCapabilities: Set<Capability>?

    /// Whether the recipe is a step of another's chain: its tunes are not in a file.
    let isStep: Bool

    init(_ root: Node, _ registries: Registries, isStep: Bool = false) {
        self.isStep = isStep
        self.root = root
        self.registries = registries
    }

    var hasCorpus: Bool { root[CorpusSection.section.name].map { !$0.isNull } ?? false }

    /// Whether models of the recipe's generator are fitted to a corpus; known even if its settings are wrong.
    var generatorNeedsCorpus: Bool {
        let type = root["generator"]?.component["type"]?.text
        return type.flatMap { registries.generators[$0]?.schema.needsCorpus } ?? true
    }

    /// Reads files with this importer if it has their extension.
    mutating func choose(_ importer: Made<any Importer>) {
        registries.importers = registries.importers.choosing(importer.type, importer.product)
    }

    /// Warns if several importers have a file's extension, once for each extension.
    mutating func warnIfAmbiguous(
        _ file: String, _ formats: Formats<any Importer>, _ path: String, at mark: SourceMark?
    ) {
        guard let message = formats.ambiguity(file), ambiguities.insert(message).inserted else { return }
        warn(path, "\(message); to choose, set `corpus.importer`", at: mark)
    }

    /// Replaces the value of one of the recipe's keys, if the key is present.
    mutating func replace(_ key: String, with value: Node) {
        guard root[key] != nil else { return }
        root = root.adding(key, value)
    }

    /// Sets a setting of a section to a value derived from others.
    mutating func set(_ section: String, _ key: String, to text: String) {
        let old = root[section].flatMap { $0.isNull ? nil : $0 } ?? Node(.map([]), at: .defaults)
        let value = Node(.scalar(text, isPlain: true), at: old[key]?.mark ?? .defaults)
        root = root.adding(section, old.adding(key, value))
    }

    /// Records a warning: the recipe can run, but the user should know about it.
    mutating func warn(_ path: String, _ message: String, at mark: SourceMark?) {
        warnings.append(Diagnostic(.warning, "\(path): \(message)", at: mark))
    }

    mutating func note(_ warning: Diagnostic) { warnings.append(warning) }

    /// Records that a component of a plug-in is used.
    mutating func note(_ plugin: PluginOrigin) {
        if !plugins.contains(where: { $0.id == plugin.id }) { plugins.append(plugin) }
    }

    /// The valid settings of a section; nil if the section is absent. Records the invalid ones.
    mutating func optionalSection(_ section: Section, in parent: Node) throws -> Settings? {
        guard let node = parent[section.name], !node.isNull else { return nil }
        guard node.entries != nil else {
            mistakes.note(.wrongType(expected: "a mapping", found: node.described), section.path, at: node.mark)
            return nil
        }
        return try self.section(section, in: parent)
    }

    /// The valid settings of a section; empty if the section is absent. Records the invalid ones.
    mutating func section(_ section: Section, in parent: Node) throws -> Settings {
        let path = section.path
        let sectionNode = path.isEmpty ? parent : parent[section.name]
        let empty = Node(.map([]), at: parent.mark)
        var node = sectionNode ?? empty
        if node.isNull { node = empty }
        if node.entries == nil {
            mistakes.note(.wrongType(expected: "a mapping", found: node.described), section.path, at: node.mark)
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
        // Missing required settings are already recorded, so none are required here.
        return Settings(Node(.map(valid), at: node.mark), valid: schema, path: path)
    }

    /// The value of a setting; its default if it is missing or invalid. Records invalid values.
    ///
    /// - Precondition: the setting has a default.
    mutating func value<Value: SettingValue>(_ setting: Setting<Value>, _ settings: Settings) throws -> Value {
        guard let value = try optional(setting, settings) else {
            preconditionFailure("the setting '\(setting.info.name)' has no default")
        }
        return value
    }

    /// The value of an optional setting; its default, if any, if it is missing or invalid. Records invalid values.
    mutating func optional<Value: SettingValue>(_ setting: Setting<Value>, _ settings: Settings) throws -> Value? {
        try mistakes.collect { try settings.optional(setting) } ?? setting.defaultValue
    }
}

extension Node {
    /// A copy of the mapping with a key's value replaced or added.
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
