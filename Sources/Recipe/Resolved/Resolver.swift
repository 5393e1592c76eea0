import MuseProtocols

/// Resolves a checked recipe: fills in all defaults, in the order in which the sections are declared.
///
/// All values are in canonical form. All paths are relative to the recipe itself, whichever file they come from.
struct Resolver {
    private let schemas: [String: [Schema]]
    private let home: SourceFile
    /// The stage whose inputs are written, for hashing; nil to write the whole recipe.
    private let keyStage: Stage?
    /// The keys omitted because the contents of their files are hashed: `generate.fill`.
    private(set) var filePlaces: Set<String> = []

    /// - Parameters:
    ///   - home: the recipe's own file.
    ///   - keyStage: the stage to hash for; nil to write the whole recipe.
    init(_ registries: Registries, home: SourceFile, keyStage: Stage? = nil) {
        schemas = Dictionary(uniqueKeysWithValues: registries.schemas)
        self.home = home
        self.keyStage = keyStage
    }

    /// The resolved recipe.
    ///
    /// - Throws: `RecipeError` for a default that cannot be read back, which is a bug in the component.
    mutating func recipe(_ root: Node) throws -> Node {
        Node(.map(try entries(of: RecipeSection.section, from: root, at: "", nil)), at: root.mark)
    }

    private mutating func entries(
        of section: Section, from node: Node, at path: String, _ inherited: Stage?
    ) throws -> [Node.Entry] {
        var entries: [Node.Entry] = []
        for key in section.keys {
            // A key that affects no stage only tells where values come from. It does not change the result.
            guard let stage = key.affects ?? section.affects ?? inherited else { continue }
            let place = path.isEmpty ? key.name : "\(path).\(key.name)"
            if let entry = try entry(key, in: node, at: place, stage) { entries.append(entry) }
        }
        return entries.isEmpty ? [] : version(section.version, at: node.mark) + entries
    }

    private mutating func entry(
        _ key: Section.Key, in parent: Node, at place: String, _ stage: Stage
    ) throws -> Node.Entry? {
        let original = parent.entry(key.name).flatMap { $0.value.isNull ? nil : $0 }
        func entry(_ value: Node) -> Node.Entry {
            Node.Entry(key: key.name, keyMark: original?.keyMark ?? value.mark, value: value)
        }
        // Keys of a section can affect an earlier stage than the section itself.
        if case .section(let section, let isImplicit) = key.content {
            if original == nil, !isImplicit { return nil }
            let node = original?.value ?? Node(.map([]), at: parent.mark)
            let entries = try entries(of: section, from: node, at: place, stage)
            return entries.isEmpty ? nil : entry(Node(.map(entries), at: node.mark))
        }
        if case .sections(let section) = key.content {
            guard let original else { return nil }
            let items = try original.value.listed.enumerated().map { i, item in
                Node(.map(try entries(of: section, from: item, at: "\(place)[\(i)]", stage)), at: item.mark)
            }
            return items.allSatisfy { $0.entries?.isEmpty ?? true }
                ? nil : entry(Node(.list(items), at: original.value.mark))
        }
        if let keyStage, stage > keyStage { return nil }
        if keyStage != nil, key.namesFiles {
            if original != nil { filePlaces.insert(place) }
            return nil
        }
        switch key.content {
        case .setting(let info):
            guard let entry = try Resolving.entry(of: info, from: parent, in: place), key.namesFiles else {
                return try Resolving.entry(of: info, from: parent, in: place)
            }
            return Node.Entry(key: entry.key, keyMark: entry.keyMark, value: rebased(entry.value))
        case .component(let kind, let common):
            return try original.map { entry(try component(kind, common, $0.value, at: place, stage)) }
        case .components(let kind, let common):
            let items = try (original?.value.listed ?? []).map { try component(kind, common, $0, at: place, stage) }
            return entry(Node(.list(items), at: original?.value.mark ?? .defaults))
        case .weights:
            return original.flatMap { original in
                original.value.entries.map { entry(Node(.map($0.map(Resolving.number)), at: original.value.mark)) }
            }
        case .section, .sections, .open: return nil
        }
    }

    /// A component with its type, the common settings and its own settings.
    private mutating func component(
        _ kind: String, _ common: Section?, _ node: Node, at place: String, _ stage: Stage
    ) throws -> Node {
        let node = node.component
        let schema = schema(kind, node["type"]?.text ?? "")
        var entries = (node.entries ?? []).filter { $0.key == "type" }.map { entry in
            // The full name stays valid when another plug-in has a component with the same short name.
            let name = schema.map { Node(text: $0.name, at: entry.value.mark) }
            return Node.Entry(key: entry.key, keyMark: entry.keyMark, value: name ?? entry.value)
        }
        entries += version(schema?.version ?? 1, at: node.mark)
        if let common { entries += try self.entries(of: common, from: node, at: place, stage) }
        if let schema {
            for entry in try Resolving.entries(of: schema, from: node) {
                guard let setting = schema.settings.first(where: { $0.name == entry.key }) else { continue }
                if setting.affectsOnlySampling, keyStage == .fit { continue }
                entries.append(try parts(file(entry, of: schema), of: setting, at: "\(place).\(entry.key)"))
            }
        }
        return Node(.map(entries), at: node.mark)
    }

    /// A setting; if it consists of components, with each of them resolved.
    private mutating func parts(_ entry: Node.Entry, of setting: SettingInfo, at place: String) throws -> Node.Entry {
        if case .component(let kind, _) = setting.kind {
            let value = try component(kind, nil, entry.value, at: place, .fit)
            return Node.Entry(key: entry.key, keyMark: entry.keyMark, value: value)
        }
        guard case .components(let kind, _, let common) = setting.kind else { return entry }
        var items: [Node] = []
        for (i, item) in entry.value.listed.enumerated() {
            let place = "\(place)[\(i)]"
            let part = try component(kind, nil, item, at: place, .fit)
            var own: [Node.Entry] = []
            for setting in common {
                guard let entry = try Resolving.entry(of: setting, from: item.component, in: place) else { continue }
                if setting.namesFile, keyStage != nil {
                    filePlaces.insert("\(place).\(setting.name)")
                } else {
                    let value = setting.namesFile ? rebased(entry.value) : entry.value
                    own.append(Node.Entry(key: entry.key, keyMark: entry.keyMark, value: value))
                }
            }
            items.append(Node(.map((part.entries ?? []) + own), at: part.mark))
        }
        return Node.Entry(key: entry.key, keyMark: entry.keyMark, value: Node(.list(items), at: entry.value.mark))
    }

    /// A setting of a component; if it names a file, with its path from the recipe. Hashes depend on the file's name
    /// alone, which is the same wherever the file is.
    private func file(_ entry: Node.Entry, of schema: Schema) -> Node.Entry {
        guard schema.settings.contains(where: { $0.name == entry.key && $0.namesFile }) else { return entry }
        let (value, name) = (entry.value, Files.name(entry.value.text ?? ""))
        let path = keyStage == nil ? rebased(value) : Node(text: name, at: value.mark)
        return Node.Entry(key: entry.key, keyMark: entry.keyMark, value: path)
    }

    /// The schema of a component by its name, or by its name without the author.
    private func schema(_ kind: String, _ name: String) -> Schema? {
        let known = schemas[kind] ?? []
        return known.first { $0.name == name } ?? known.first { $0.shortName == name }
    }

    /// The code version of a part of the recipe, for hashing. Version 1 is omitted.
    private func version(_ version: Int, at mark: SourceMark) -> [Node.Entry] {
        guard keyStage != nil, version != 1 else { return [] }
        let number = Node(.scalar("\(version)", isPlain: true), at: mark)
        return [Node.Entry(key: "code version", keyMark: mark, value: number)]
    }

    /// Rewrites the paths in a value relative to the recipe itself if another file or the command line gave them.
    private func rebased(_ node: Node) -> Node {
        if let items = node.items { return Node(.list(items.map(rebased)), at: node.mark) }
        guard let text = node.text, node.mark.source !== home else { return node }
        let path = Files.resolve(text, relativeTo: node.mark.source.folder)
        let isBelow = home.folder.isEmpty || path.hasPrefix(home.folder)
        return Node(text: isBelow ? String(path.dropFirst(home.folder.count)) : Files.absolute(path), at: node.mark)
    }
}
