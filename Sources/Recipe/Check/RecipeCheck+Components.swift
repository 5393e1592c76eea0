import MuseProtocols

extension RecipeCheck {
    /// A created component and its place in the recipe.
    struct Made<Product> {
        let product: Product
        let type: String
        /// The component's mapping, including its type.
        let node: Node
        let path: String
        /// The valid settings among those common to all components of its kind.
        fileprivate let common: Settings

        /// The value of a common setting; its default if it is missing or invalid.
        ///
        /// - Precondition: the setting has a default.
        func common<Value: SettingValue>(_ setting: Setting<Value>) -> Value {
            guard let value = (try? common.optional(setting)) ?? setting.defaultValue else {
                preconditionFailure("the setting '\(setting.info.name)' has no default")
            }
            return value
        }

        func common<Value: SettingValue>(_ setting: Setting<Value>) throws -> Value? { try common.optional(setting) }

        /// The same component with another product, such as a tokenizer that has learned its tokens.
        func with(_ product: Product) -> Made {
            Made(product: product, type: type, node: node, path: path, common: common)
        }
    }

    /// Creates the component under `key`, which is required.
    mutating func component<Product>(
        _ registry: Registry<Product>, _ key: String, common: Section? = nil
    ) throws -> Made<Product>? {
        guard let node = root[key], !node.isNull else {
            mistakes.note(.missing(key: key), "", at: root.mark)
            return nil
        }
        return try make(registry, node, path: key, common: common)
    }

    /// Creates the component under `key` of a section; nil if the key is absent.
    mutating func optionalComponent<Product>(
        _ registry: Registry<Product>, _ key: String, in section: Section, _ settings: Settings
    ) throws -> Made<Product>? {
        guard let node = settings.node[key], !node.isNull else { return nil }
        return try make(registry, node, path: section.path(of: key), common: nil)
    }

    /// Creates the components listed under `key`; none if the key is absent.
    mutating func components<Product>(
        _ registry: Registry<Product>, _ key: String, in parent: Node? = nil, at path: String? = nil,
        common: Section? = nil
    ) throws -> [Made<Product>] {
        let path = path ?? key
        var made: [Made<Product>] = []
        for (i, item) in ((parent ?? root)[key]?.listed ?? []).enumerated() {
            if let one = try make(registry, item, path: "\(path)[\(i)]", common: common) { made.append(one) }
        }
        return made
    }

    private mutating func make<Product>(
        _ registry: Registry<Product>, _ node: Node, path: String, common: Section?
    ) throws -> Made<Product>? {
        let node = node.component
        let settings = common?.settings ?? []
        var valid: [Node.Entry] = []
        for entry in node.entries ?? [] {
            guard let setting = settings.first(where: { $0.name == entry.key }) else { continue }
            if let mistake = setting.mistake(in: entry.value, path: "\(path).\(entry.key)") {
                mistakes.note(mistake.reason, mistake.path, at: mistake.mark)
            } else {
                valid.append(entry)
            }
        }
        let names = Set(settings.map(\.name))
        guard let product = try mistakes.collect({ try registry.make(node, path: path, common: names) }),
            let type = node["type"]?.text, let entry = registry[type]
        else { return nil }
        for plugin in registry.plugins(of: node) { note(plugin) }
        return Made(
            product: product, type: type, node: node, path: path,
            common: Settings(
                Node(.map(valid), at: node.mark), valid: Schema(registry.kind, settings: settings), path: path))
    }
}

extension Registry {
    /// The plug-ins of a component and of those of the same kind that it contains.
    func plugins(of node: Node) -> [PluginOrigin] {
        guard let entry = node.component["type"]?.text.flatMap({ self[$0] }) else { return [] }
        let parts = entry.schema.settings.filter { $0.kind.componentKind == kind }
            .flatMap { node.component[$0.name]?.listed ?? [] }
        return (entry.plugin.map { [$0] } ?? []) + parts.flatMap(plugins)
    }
}
