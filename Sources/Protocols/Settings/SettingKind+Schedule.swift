extension SettingKind {
    /// The error in a schedule whose values are of this kind; nil if it is valid.
    func scheduleMistake(in node: Node, path: String) -> RecipeError? {
        guard let entries = node.entries else { return mistake(in: node, path: path) }
        let keys = TuneSchedule.Key.allCases.map(\.rawValue)
        for entry in entries {
            let place = "\(path).\(entry.key)"
            guard let key = TuneSchedule.Key(rawValue: entry.key) else {
                return RecipeError(
                    .unknown(
                        kind: "key of a schedule", name: entry.key, nearest: nearestName(to: entry.key, in: keys),
                        known: keys), path: place, at: entry.keyMark)
            }
            let kind = key == .sections ? SettingKind.list(of: self) : self
            if let mistake = kind.mistake(in: entry.value, path: place) { return mistake }
            if key == .sections, entry.value.items?.isEmpty ?? true {
                return RecipeError(
                    .outOfRange(expected: "a value for each section", found: "an empty list"), path: place,
                    at: entry.value.mark)
            }
            if key == .sections, entries.count > 1 {
                return RecipeError(
                    .conflict("a schedule has either 'start' and 'end' or 'sections'"), path: place, at: entry.keyMark)
            }
        }
        if node[TuneSchedule.Key.sections.rawValue] != nil { return nil }
        let missing = [TuneSchedule.Key.start, .end].first { node[$0.rawValue] == nil }
        return missing.map { RecipeError(.missing(key: $0.rawValue), path: path, at: node.mark) }
    }

    /// A schedule of values of this kind in canonical form.
    func canonicalSchedule(_ node: Node) -> Node {
        guard let entries = node.entries else { return canonical(node) }
        let values = entries.map { entry in
            let kind = entry.key == TuneSchedule.Key.sections.rawValue ? SettingKind.list(of: self) : self
            return Node.Entry(key: entry.key, keyMark: entry.keyMark, value: kind.canonical(entry.value))
        }
        return Node(.map(values), at: node.mark)
    }
}
