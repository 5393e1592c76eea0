import MuseProtocols

/// Reads the parts of a recipe one by one, and goes on after a mistake so that all are found.
struct RecipeCheck {
    let registries: Registries
    var mistakes = Mistakes()
    /// Of the components made so far, each once.
    private(set) var plugins: [PluginOrigin] = []
    private(set) var root: Node

    init(_ root: Node, _ registries: Registries) {
        self.root = root
        self.registries = registries
    }

    /// Takes a changed value for one of the recipe's keys.
    mutating func replace(_ key: String, with value: Node) {
        let entries = (root.entries ?? []).map {
            $0.key == key ? Node.Entry(key: $0.key, keyMark: $0.keyMark, value: value) : $0
        }
        root = Node(.map(entries), at: root.mark)
    }

    /// The settings of a section that are valid; the others are noted. Those of a section that is not there are empty.
    mutating func section(_ section: RecipeSection, in parent: Node, at path: String) throws -> Settings {
        let key = section.schema.name
        let given = path.isEmpty ? parent : parent[key]
        let empty = Node(.map([]), at: parent.mark)
        var node = given ?? empty
        if node.isNull { node = empty }
        if node.entries == nil {
            mistakes.note(.wrongType(expected: "a mapping", found: node.described), path, at: node.mark)
            node = empty
        }
        let schema = section.schema
        if let settings = try mistakes.collect({ try Settings(node, for: schema, path: path, common: section.partKeys) }
        ) {
            return settings
        }
        let valid = (node.entries ?? []).filter { entry in
            guard let setting = schema.settings.first(where: { $0.name == entry.key }) else {
                return section.partKeys.contains(entry.key)
            }
            return setting.mistake(in: entry.value, path: path) == nil
        }
        let all = Set(valid.map(\.key))
        // Nothing is left to find fault with: what is required and missing is noted already.
        return try Settings(Node(.map(valid), at: node.mark), for: Schema(key, ""), path: path, common: all)
    }

    /// Something of a plug-in is used.
    mutating func note(_ plugin: PluginOrigin) {
        if !plugins.contains(where: { $0.id == plugin.id }) { plugins.append(plugin) }
    }

    /// A setting's value, its default where it is missing or wrong; a wrong one is noted.
    mutating func value<Value>(_ setting: Setting<Value>, _ settings: Settings) throws -> Value? {
        try mistakes.collect { try settings.optional(setting) } ?? setting.defaultValue
    }

    /// A component that was made, and its node in full.
    struct Made<Product> {
        let product: Product
        let type: String
        /// As written.
        let node: Node
        let path: String
        /// Its own settings with all defaults; `type` and common settings are not among them.
        let settings: [Node.Entry]
    }

    /// The component under `key`, which has to be there.
    mutating func component<Product>(
        _ registry: Registry<Product>, _ key: String, common: Schema? = nil
    ) throws -> Made<Product>? {
        guard let node = root[key], !node.isNull else {
            mistakes.note(.missing(key: key), "", at: root.mark)
            return nil
        }
        return try make(registry, node, path: key, common: common)
    }

    /// The components listed under `key`; none where it is not there.
    mutating func components<Product>(
        _ registry: Registry<Product>, _ key: String, in parent: Node? = nil, at path: String? = nil,
        common: Schema? = nil
    ) throws -> [Made<Product>] {
        let path = path ?? key
        var made: [Made<Product>] = []
        for (i, item) in ((parent ?? root)[key]?.listed ?? []).enumerated() {
            if let one = try make(registry, item, path: "\(path)[\(i)]", common: common) { made.append(one) }
        }
        return made
    }

    private mutating func make<Product>(
        _ registry: Registry<Product>, _ node: Node, path: String, common: Schema?
    ) throws -> Made<Product>? {
        let node = node.component
        let keys = Set(common?.settings.map(\.name) ?? [])
        for setting in common?.settings ?? [] {
            guard let value = node[setting.name] else { continue }
            if let mistake = setting.mistake(in: value, path: "\(path).\(setting.name)") {
                mistakes.note(mistake.reason, mistake.path, at: mistake.mark)
            }
        }
        guard let product = try mistakes.collect({ try registry.make(node, path: path, common: keys) }),
            let type = node["type"]?.text, let entry = registry[type]
        else { return nil }
        if let plugin = entry.plugin { note(plugin) }
        let settings = try mistakes.collect { try Resolving.entries(of: entry.schema, from: node) }
        return Made(product: product, type: type, node: node, path: path, settings: settings ?? [])
    }
}

extension RecipeCheck.Made {
    /// The value of a common setting, its default where it is missing or wrong.
    func common<Value>(_ setting: Setting<Value>) -> Value? {
        guard let given = node[setting.info.name], setting.info.mistake(in: given, path: path) == nil else {
            return setting.defaultValue
        }
        return Value(node: setting.info.canonical(given)) ?? setting.defaultValue
    }

    /// The component with its type, the common settings given, and its own.
    func resolved(_ common: [Node.Entry] = []) -> Node {
        let type = (node.entries ?? []).filter { $0.key == "type" }
        return Node(.map(type + common + settings), at: node.mark)
    }
}
