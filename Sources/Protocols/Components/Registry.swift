/// The components of one kind, in listing order.
public struct Registry<Product>: Sendable {
    public struct Entry: Sendable {
        public let schema: Schema
        /// nil for a built-in component.
        public let plugin: PluginOrigin?
        /// Creates the component. A component that contains others of its kind creates them with the registry.
        package let make: @Sendable (Settings, Registry) throws -> Product
        /// Whether the user has chosen this component for the file extensions that it has.
        package var isChosen = false

        public init(
            _ schema: Schema, plugin: PluginOrigin? = nil, _ make: @escaping @Sendable (Settings) throws -> Product
        ) {
            self.schema = schema
            self.plugin = plugin
            self.make = { settings, _ in try make(settings) }
        }

        /// A component that contains others of its kind, which it creates with the registry.
        package init(containing schema: Schema, _ make: @escaping @Sendable (Settings, Registry) throws -> Product) {
            self.schema = schema
            plugin = nil
            self.make = make
        }
    }

    /// The name of the kind in the singular: `sampler`.
    public let kind: String
    public let entries: [Entry]
    /// Former names of components, each with a message that names the replacement.
    public let replaced: [String: String]

    public init(_ kind: String, _ entries: [Entry], replaced: [String: String] = [:]) {
        self.kind = kind
        self.entries = entries
        self.replaced = replaced
    }

    /// A copy with one more entry at the end.
    public func adding(_ entry: Entry) -> Registry { Registry(kind, entries + [entry], replaced: replaced) }

    /// The component with a name; nil if there is none, or if several plug-ins share the name.
    public subscript(name: String) -> Entry? {
        let found = named(name)
        return found.count == 1 ? found[0] : nil
    }

    /// The components that a name can mean: a built-in one, or else those of plug-ins. `eta` can mean `ann/eta` too.
    private func named(_ name: String) -> [Entry] {
        let exact = entries.filter { $0.schema.name == name }
        if exact.contains(where: { $0.plugin == nil }) { return exact }
        return exact + entries.filter { $0.schema.shortName == name && $0.schema.name != name }
    }

    /// Creates the component described by a node's `type` and settings.
    ///
    /// - Parameter common: keys other than `type` that do not belong to the component.
    /// - Throws: `RecipeErrors`.
    public func make(_ node: Node, path: String, common: Set<String> = []) throws -> Product {
        let node = node.component
        guard node.entries != nil else {
            let example = "a mapping such as {type: \(entries.first?.schema.name ?? kind)}"
            throw RecipeErrors([
                RecipeError(.wrongType(expected: example, found: node.described), path: path, at: node.mark)
            ])
        }
        guard let type = node["type"] else {
            throw RecipeErrors([RecipeError(.missing(key: "type"), path: path, at: node.mark)])
        }
        let known = entries.map(\.schema.name)
        guard let name = type.text, let entry = self[name] else {
            let reason: RecipeError.Reason =
                type.text.map { name in
                    replaced[name].map { .conflict($0) } ?? ambiguity(of: name)
                        ?? .unknown(kind: kind, name: name, nearest: nearestName(to: name, in: known), known: known)
                } ?? .wrongType(expected: "the name of a \(kind)", found: type.described)
            throw RecipeErrors([RecipeError(reason, path: "\(path).type", at: type.mark)])
        }
        do {
            return try entry.make(Settings(node, for: entry.schema, path: path, common: common.union(["type"])), self)
        } catch let error as RecipeError {
            throw RecipeErrors([error])
        }
    }

    private func ambiguity(of name: String) -> RecipeError.Reason? {
        let found = named(name)
        guard found.count > 1 else { return nil }
        let names = found.map { entry in
            let isFull = entry.schema.name != name
            return isFull ? "'\(entry.schema.name)'" : "one without an author in \(entry.plugin?.folder ?? "")"
        }
        return .conflict("several \(kind)s are called '\(name)': \(names.joined(separator: ", ")); use a full name")
    }
}

extension Node {
    /// Expands a component given by name alone, `greedy`, to the mapping `{type: greedy}`. Other nodes are unchanged.
    package var component: Node {
        guard case .scalar = content, !isNull else { return self }
        return Node(.map([Entry(key: "type", keyMark: mark, value: self)]), at: mark)
    }

    /// The items of a list. A single value counts as a list of one, null as an empty list.
    package var listed: [Node] { items ?? (isNull ? [] : [self]) }
}

/// The plug-in that provides a component.
public struct PluginOrigin: Sendable {
    public let id: String
    /// The version in its manifest.
    public let version: String
    public let folder: String
    /// SHA-256 digest of all its files, in hex.
    public let digest: @Sendable () throws -> String

    public init(id: String, version: String, folder: String, digest: @escaping @Sendable () throws -> String) {
        self.id = id
        self.version = version
        self.folder = folder
        self.digest = digest
    }
}

/// The registries of all component kinds.
public struct Registries: Sendable {
    public var tokenizers: Registry<any Tokenizer>
    public var generators: Registry<any Generator>
    public var samplers: Registry<any Sampler>
    public var constraints: Registry<any Constraint>
    public var rules: Registry<any Rule>
    public var importers: Registry<any Importer>
    public var exporters: Registry<any Exporter>

    public init(
        tokenizers: Registry<any Tokenizer>, generators: Registry<any Generator>, samplers: Registry<any Sampler>,
        constraints: Registry<any Constraint>, rules: Registry<any Rule>, importers: Registry<any Importer>,
        exporters: Registry<any Exporter>
    ) {
        self.tokenizers = tokenizers
        self.generators = generators
        self.samplers = samplers
        self.constraints = constraints
        self.rules = rules
        self.importers = importers
        self.exporters = exporters
    }

    /// Schemas by kind, for listings and documentation.
    public var schemas: [(kind: String, schemas: [Schema])] {
        [
            (tokenizers.kind, tokenizers.entries.map(\.schema)), (generators.kind, generators.entries.map(\.schema)),
            (samplers.kind, samplers.entries.map(\.schema)), (constraints.kind, constraints.entries.map(\.schema)),
            (rules.kind, rules.entries.map(\.schema)), (importers.kind, importers.entries.map(\.schema)),
            (exporters.kind, exporters.entries.map(\.schema)),
        ]
    }
}
