package import MuseProtocols

/// Resolves settings: values in canonical form, defaults filled in, in the schema's order.
package enum Resolving {
    /// The settings of a component or section.
    ///
    /// - Parameter node: a mapping that is already checked against the schema; other keys are ignored.
    /// - Throws: `RecipeError` for a default that cannot be read back, which is a bug in the component.
    package static func entries(of schema: Schema, from node: Node) throws -> [Node.Entry] {
        try schema.settings.compactMap { try entry(of: $0, from: node, in: "\(schema.name).\($0.name)") }
    }

    /// One setting; nil if it has neither a value nor a default.
    ///
    /// - Parameter path: the path named by the error message about an invalid default.
    static func entry(of setting: SettingInfo, from node: Node, in path: String) throws -> Node.Entry? {
        if let entry = node.entry(setting.name) {
            var value = plain(entry.value, of: setting)
            if case .group(let settings) = setting.kind {
                value = Node(.map(try entries(of: Schema(path, settings: settings), from: value)), at: value.mark)
            }
            return Node.Entry(key: entry.key, keyMark: entry.keyMark, value: value)
        }
        guard let text = setting.defaultText else { return nil }
        let value = try defaultValue(text, of: setting, path)
        return Node.Entry(key: setting.name, keyMark: .defaults, value: value)
    }

    /// The same entry with its number in decimal.
    static func number(_ entry: Node.Entry) -> Node.Entry {
        Node.Entry(key: entry.key, keyMark: entry.keyMark, value: Double.kind.canonical(entry.value))
    }

    /// The canonical form of a value. Text is written the same way whether or not it was quoted.
    private static func plain(_ node: Node, of setting: SettingInfo) -> Node {
        func unquoted(_ node: Node) -> Node {
            if let items = node.items { return Node(.list(items.map(unquoted)), at: node.mark) }
            guard case .scalar(let text, isPlain: false) = node.content else { return node }
            return Node(text: text, at: node.mark)
        }
        return unquoted(setting.canonical(node))
    }

    private static func defaultValue(_ text: String, of setting: SettingInfo, _ path: String) throws -> Node {
        var value: Node
        switch setting.kind {
        case .text, .choice, .notation:
            // Text that looks like a number must stay text; a seed must stay a number.
            let isPlain = setting.kind != .text || CoreType(ofPlain: text) == .text
            value = Node(.scalar(text, isPlain: isPlain), at: .defaults)
        default:
            let read = try YAMLReader.read(
                SourceFile(name: "the default of \(path)", text: text))
            value = (read ?? Node(.scalar("", isPlain: true), at: .defaults)).placed(at: .defaults)
        }
        if var mistake = setting.mistake(in: value, path: path) {
            mistake = RecipeError(
                .conflict("the default is not valid: " + mistake.message), path: mistake.path, at: nil)
            throw mistake
        }
        return value
    }
}

extension Node {
    /// Creates text, quoted if it could be read as another type.
    init(text: String, at mark: SourceMark) {
        self.init(.scalar(text, isPlain: CoreType(ofPlain: text) == .text), at: mark)
    }

    /// A copy with one source location for all its values and keys.
    func placed(at mark: SourceMark) -> Node {
        switch content {
        case .scalar: Node(content, at: mark)
        case .list(let items): Node(.list(items.map { $0.placed(at: mark) }), at: mark)
        case .map(let entries):
            Node(
                .map(entries.map { Entry(key: $0.key, keyMark: mark, value: $0.value.placed(at: mark)) }), at: mark)
        }
    }
}
