import MuseProtocols
import MuseRecipe

/// The components of a manifest, with schemas like those of built-in components.
struct ManifestComponents {
    private(set) var components: [PluginManifest.Component] = []

    private static let kind = Setting<PluginManifest.Component.Kind>("kind", "kind of component")
    private static let type = Setting<String>("type", "name in recipes")
    private static let summary = Setting<String>("summary", "one line on what it does")
    private static let source = Setting<String>("source", default: nil, "paper or program that it follows")
    private static let unit = Setting<String>("unit", default: nil, "for a rule: the unit of its value")
    private static let endings = Setting<[String]>(
        "endings", default: nil, "for an importer or exporter: file extensions, without the dot")
    private static let many = Setting<Bool>(
        "many", default: nil, "for an exporter: whether a file can hold several tunes")
    private static let demands = Setting<[Plan.Subject]>(
        "demands", default: nil, "for a tokenizer: the demands that its grammar supports")
    private static let capabilities = Setting<[Capability]>(
        "capabilities", default: nil, "for a generator: the capabilities of its models; for a tokenizer: fill")
    private static let needs = Setting<[PluginNeed]>(
        "needs", default: nil, "context that the component receives beside its input")
    private static let schema = Schema(
        "component", "a component", [kind, type, summary, source, unit, endings, many, demands, capabilities, needs])
    private static let settings = "settings"

    init(_ root: Node, key: String, _ mistakes: inout Mistakes) throws {
        guard let node = root[key] else {
            mistakes.note(.missing(key: key), "", at: root.mark)
            return
        }
        guard let items = node.items, !items.isEmpty else {
            let example = "a list such as [{kind: sampler, type: my_sampler, summary: …}]"
            mistakes.note(.wrongType(expected: example, found: node.described), key, at: node.mark)
            return
        }
        for (i, item) in items.enumerated() {
            let path = "\(key)[\(i)]"
            if let component = try mistakes.collect({ try Self.component(item, path) }) { components.append(component) }
        }
    }

    private static func component(_ node: Node, _ path: String) throws -> PluginManifest.Component {
        guard node.entries != nil else {
            throw RecipeError(.wrongType(expected: "a mapping", found: node.described), path: path, at: node.mark)
        }
        let values = try Settings(node, for: schema, path: path, common: [settings])
        let name = try values[type]
        guard name.isComponentName else {
            throw values.conflict("invalid name '\(name)': use a-z, 0-9 and _, starting with a letter", about: type)
        }
        let kind = try values[kind]
        try check(values, of: kind)
        var mistakes = Mistakes()
        let path = "\(path).\(settings)"
        let parts = node[settings].map { settings in
            settings.items
                ?? {
                    mistakes.note(.wrongType(expected: "a list", found: settings.described), path, at: settings.mark)
                    return []
                }()
        }
        var infos: [ManifestSetting] = []
        for (i, part) in (parts ?? []).enumerated() {
            if let setting = try mistakes.collect({ try ManifestSetting(part, path: "\(path)[\(i)]") }) {
                infos.append(setting)
            }
        }
        try mistakes.throwIfAny()
        return PluginManifest.Component(
            kind: kind,
            schema: Schema(
                name, try values[summary], source: try values.optional(source), infos,
                capabilities: try capabilities(values, kind)),
            unit: try values.optional(unit) ?? "", endings: try values.optional(endings) ?? [],
            holdsManyTunes: try values.optional(many) ?? false,
            demands: Set(try values.optional(demands) ?? []), needs: try needs(values, kind),
            mark: node[type.info.name]?.mark ?? node.mark)
    }
}

extension ManifestComponents {
    /// The declared capabilities; by default all that the interface supports.
    ///
    /// - Throws: `RecipeError` for a capability that the interface does not support.
    private static func capabilities(
        _ values: Settings, _ kind: PluginManifest.Component.Kind
    ) throws -> Set<Capability> {
        let isGenerator = kind == .generator
        let declared =
            try values.optional(capabilities).map(Set.init) ?? (isGenerator ? PluginGenerator.possibleInVersion1 : [])
        let possible = isGenerator ? PluginGenerator.possible : [.fill]
        guard let other = declared.subtracting(possible).min() else { return declared }
        let known = possible.sorted().map(\.rawValue).joined(separator: ", ")
        throw values.conflict(
            "a plug-in's \(kind.rawValue) cannot declare '\(other.rawValue)'; it can declare \(known)",
            about: capabilities)
    }

    /// - Throws: `RecipeError` for a need that components of this kind cannot have.
    private static func needs(_ values: Settings, _ kind: PluginManifest.Component.Kind) throws -> Set<PluginNeed> {
        let declared = try values.optional(needs) ?? []
        let possible = PluginNeed.possible(for: kind)
        guard let other = declared.first(where: { !possible.contains($0) }) else { return Set(declared) }
        let known = possible.isEmpty ? "nothing" : possible.map(\.rawValue).joined(separator: ", ")
        throw values.conflict("a \(kind.rawValue) cannot need '\(other.rawValue)'; it can need \(known)", about: needs)
    }

    /// Checks the keys that depend on the kind of component.
    ///
    /// - Throws: `RecipeError` for a key that belongs to another kind of component, or for a missing required key.
    private static func check(_ values: Settings, of kind: PluginManifest.Component.Kind) throws {
        let owners: [(setting: any AnySetting, isGiven: Bool, kinds: [PluginManifest.Component.Kind])] = [
            (unit, try values.optional(unit) != nil, [.rule]),
            (endings, try values.optional(endings) != nil, [.importer, .exporter]),
            (many, try values.optional(many) != nil, [.exporter]),
            (demands, try values.optional(demands) != nil, [.tokenizer]),
            (capabilities, try values.optional(capabilities) != nil, [.generator, .tokenizer]),
        ]
        for (setting, isGiven, kinds) in owners where isGiven && !kinds.contains(kind) {
            let names = kinds.map { "\($0.rawValue)s" }.joined(separator: " and ")
            throw values.conflict("only \(names) have this key", about: setting)
        }
        let needed: (any AnySetting)? =
            switch kind {
            case .rule where try values.optional(unit) == nil: unit
            case .importer where try (values.optional(endings) ?? []).isEmpty: endings
            case .exporter where try (values.optional(endings) ?? []).isEmpty: endings
            default: nil
            }
        if let needed {
            throw RecipeError(.missing(key: needed.info.name), path: values.path, at: values.node.mark)
        }
    }
}

extension String {
    /// Whether the text is valid as a component name: snake_case, as in recipes.
    package var isComponentName: Bool {
        guard let first = utf8.first, (0x61...0x7A).contains(first) else { return false }
        return utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }
}
