import MuseProtocols
import MuseRecipe
import MuseStorage

/// The settings of a component: the values in the recipe, and defaults for the rest.
struct PluginSettings: Sendable {
    let values: [(name: String, value: JSON)]
    /// The path of the component in the recipe.
    let path: String
    let mark: SourceMark

    /// - Throws: `RecipeError` for a default that cannot be parsed.
    init(_ settings: Settings, _ schema: Schema) throws {
        path = settings.path
        mark = settings.node.mark
        let kinds = Dictionary(uniqueKeysWithValues: schema.settings.map { ($0.name, $0.kind) })
        values = try Resolving.entries(of: schema, from: settings.node).compactMap { entry in
            kinds[entry.key].map { (entry.key, Self.json(entry.value, $0)) }
        }
    }

    /// The settings of a request.
    init(_ json: JSON, _ schema: Schema) {
        path = schema.name
        mark = SourceMark(source: SourceFile(name: schema.name, text: ""), line: 1, column: 1)
        values = schema.settings.compactMap { setting in json[setting.name].map { (setting.name, $0) } }
    }

    /// The minimal valid settings: only those that are required.
    static func defaults(of schema: Schema) throws -> Settings {
        let mark = SourceMark(source: SourceFile(name: "defaults", text: ""), line: 1, column: 1)
        let required = schema.settings.filter { $0.isRequired && $0.defaultText == nil }.map {
            Node.Entry(key: $0.name, keyMark: mark, value: $0.kind.minimalValue(at: mark))
        }
        return try Settings(Node(.map(required), at: mark), for: schema, path: schema.name)
    }

    var json: JSON { .object(Dictionary(uniqueKeysWithValues: values.map { ($0.name, $0.value) })) }

    private static func json(_ node: Node, _ kind: SettingKind) -> JSON {
        switch kind {
        case .integer: Int(node: node).map { .int($0) } ?? .null
        case .number: Double(node: node).map { .double($0) } ?? .null
        case .boolean: Bool(node: node).map { .bool($0) } ?? .null
        case .list(let kind), .oneOrMore(let kind): .array((node.items ?? [node]).map { json($0, kind) })
        case .schedule(let kind): json(node, kind)
        case .text, .choice, .notation, .group, .names, .component, .components, .weighted: .string(node.text ?? "")
        }
    }
}

extension SettingKind {
    /// A minimal valid value.
    fileprivate func minimalValue(at mark: SourceMark) -> Node {
        if case .schedule(let kind) = self { return kind.minimalValue(at: mark) }
        if case .weighted(let kind) = self { return kind.minimalValue(at: mark) }
        let text =
            switch self {
            case .integer(let range): "\(range.clamped(0))"
            case .number(let range): "\(range.clamped(0))"
            case .boolean: "false"
            case .choice(let names): names.first ?? ""
            case .notation(_, let example): example
            case .text: ""
            case .list, .oneOrMore, .group, .schedule, .names, .component, .components, .weighted: ""
            }
        if case .list = self { return Node(.list([]), at: mark) }
        if case .names(let kind, let example) = self {
            let entry = Node.Entry(key: example, keyMark: mark, value: kind.minimalValue(at: mark))
            return Node(.map([entry]), at: mark)
        }
        let isPlain = if case .text = self { false } else { true }
        return Node(.scalar(text, isPlain: isPlain), at: mark)
    }
}

extension ClosedRange {
    /// The value in the range that is nearest to `value`.
    fileprivate func clamped(_ value: Bound) -> Bound { Swift.min(Swift.max(value, lowerBound), upperBound) }
}
