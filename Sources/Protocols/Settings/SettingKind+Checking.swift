extension SettingKind {
    /// The error in `node` as a value of this kind; nil if it is valid.
    public func mistake(in node: Node, path: String) -> RecipeError? {
        func wrongType() -> RecipeError {
            RecipeError(.wrongType(expected: expected, found: node.described), path: path, at: node.mark)
        }
        func outOfRange() -> RecipeError {
            RecipeError(.outOfRange(expected: expected, found: node.described), path: path, at: node.mark)
        }
        switch self {
        case .integer(let range):
            guard let value = Int(node: node) else { return wrongType() }
            return range.contains(value) ? nil : outOfRange()
        case .number(let range):
            guard let value = Double(node: node) else { return wrongType() }
            return range.contains(value) ? nil : outOfRange()
        case .boolean: return Bool(node: node) == nil ? wrongType() : nil
        case .text, .notation: return String(node: node) == nil ? wrongType() : nil
        case .choice(let names):
            guard let text = node.text, !node.isNull else { return wrongType() }
            if names.contains(text) { return nil }
            return RecipeError(
                .unknown(kind: "choice", name: text, nearest: nearestName(to: text, in: names), known: names),
                path: path,
                at: node.mark)
        case .list(let kind):
            guard let items = node.items else { return wrongType() }
            return items.enumerated().lazy.compactMap { kind.mistake(in: $1, path: "\(path)[\($0)]") }.first
        case .oneOrMore(let kind):
            if node.items != nil { return SettingKind.list(of: kind).mistake(in: node, path: path) }
            return node.text == nil ? wrongType() : kind.mistake(in: node, path: path)
        case .group(let settings): return groupMistake(in: node, settings, path: path)
        case .schedule(let kind): return kind.scheduleMistake(in: node, path: path)
        case .weighted(let kind):
            if node.isNull || node.weightedItems.isEmpty { return wrongType() }
            return node.weightedItems.lazy.compactMap { item, weight in
                kind.mistake(in: item, path: path)
                    ?? weight.flatMap { Self.weight.mistake(in: $0, path: "\(path).\(item.text ?? "")") }
            }.first
        case .names(let kind, _):
            guard let entries = node.entries, !entries.isEmpty else { return wrongType() }
            return entries.lazy.compactMap { kind.mistake(in: $0.value, path: "\(path).\($0.key)") }.first
        case .component: return node.component.entries == nil ? wrongType() : nil
        case .components(_, _, let common):
            guard let items = node.items else { return wrongType() }
            return items.enumerated().lazy.compactMap { i, item in
                common.lazy.compactMap { setting in
                    item[setting.name].flatMap {
                        setting.kind.mistake(in: $0, path: "\(path)[\(i)].\(setting.name)")
                    }
                }.first
            }.first
        }
    }

    private static let weight = SettingKind.number(0.001...1_000_000)

    /// The first error in a mapping: an unknown key, an invalid value or a missing key.
    private func groupMistake(in node: Node, _ settings: [SettingInfo], path: String) -> RecipeError? {
        guard let entries = node.entries else {
            return RecipeError(.wrongType(expected: expected, found: node.described), path: path, at: node.mark)
        }
        for entry in entries {
            guard let setting = settings.first(where: { $0.name == entry.key }) else {
                let known = settings.map(\.name)
                return RecipeError(
                    .unknown(
                        kind: "setting of \(path.split(separator: ".").last ?? "")", name: entry.key,
                        nearest: nearestName(to: entry.key, in: known), known: known),
                    path: "\(path).\(entry.key)", at: entry.keyMark)
            }
            if let mistake = setting.kind.mistake(in: entry.value, path: "\(path).\(entry.key)") { return mistake }
        }
        let missing = settings.first { $0.isRequired && node[$0.name] == nil }
        return missing.map { RecipeError(.missing(key: $0.name), path: path, at: node.mark) }
    }
}
