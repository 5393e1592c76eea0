extension SettingKind {
    /// The form in which a value is compared, hashed and stored: numbers in decimal, choices by their declared names, a
    /// single value for a list as a list of one. A node that is not of this kind is unchanged.
    package func canonical(_ node: Node) -> Node {
        func plain(_ text: String?) -> Node { text.map { Node(.scalar($0, isPlain: true), at: node.mark) } ?? node }
        switch self {
        case .integer: return plain(Int(node: node)?.settingText)
        case .number: return plain(Double(node: node)?.settingText)
        case .boolean: return plain(Bool(node: node)?.settingText)
        case .text, .notation: return node
        case .choice(let names): return plain(node.text.flatMap { declaredName($0, among: names) })
        case .list(let kind):
            if node.items == nil, node.text == nil || node.isNull { return node }
            return Node(.list(node.listed.map(kind.canonical)), at: node.mark)
        case .oneOrMore(let kind):
            guard let items = node.items else { return kind.canonical(node) }
            return Node(.list(items.map(kind.canonical)), at: node.mark)
        case .group(let settings):
            guard let entries = node.entries else { return node }
            return Node(.map(entries.canonical(settings)), at: node.mark)
        case .schedule(let kind): return kind.canonicalSchedule(node)
        case .weighted(let kind):
            if node.entries != nil { return node }
            guard let items = node.items else { return kind.canonical(node) }
            return Node(.list(items.map(kind.canonical)), at: node.mark)
        case .names(let kind, _):
            guard let entries = node.entries else { return node }
            let values = entries.map {
                Node.Entry(key: $0.key, keyMark: $0.keyMark, value: kind.canonical($0.value))
            }
            return Node(.map(values), at: node.mark)
        case .component: return node.component
        case .components(_, _, let common):
            if node.items == nil, node.text == nil, node.entries == nil || node.isNull { return node }
            let items = node.listed.map(\.component).map { item in
                item.entries.map { Node(.map($0.canonical(common)), at: item.mark) } ?? item
            }
            return Node(.list(items), at: node.mark)
        }
    }
}

extension [Node.Entry] {
    /// The entries, with values of these settings in their canonical form.
    package func canonical(_ settings: [SettingInfo]) -> [Node.Entry] {
        map { entry in
            guard let setting = settings.first(where: { $0.name == entry.key }) else { return entry }
            return Node.Entry(key: entry.key, keyMark: entry.keyMark, value: setting.canonical(entry.value))
        }
    }
}

/// Returns the declared name that matches `text`. Ignores case, and treats `_`, `-` and a space as equal.
package func declaredName(_ text: String, among names: [String]) -> String? {
    func folded(_ text: String) -> String {
        String(text.lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 })
    }
    if names.contains(text) { return text }
    let key = folded(text)
    return names.first { folded($0) == key }
}
