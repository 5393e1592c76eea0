import MuseProtocols

extension Node {
    /// The node with `changes` applied: mappings merge key by key, other values are replaced, `~` removes a key. A
    /// component of another type replaces the old one and its settings.
    ///
    /// Source: RFC 7386 (JSON Merge Patch), section 2, except for components.
    func merged(with changes: Node) -> Node {
        guard let changed = changes.entries else { return changes }
        let isReplaced = self["type"]?.text.map { old in changes["type"]?.text.map { $0 != old } ?? false } ?? false
        var result = isReplaced ? [] : entries ?? []
        var indices: [String: Int] = [:]
        for (i, entry) in result.enumerated() { indices[entry.key] = i }
        var removed: Set<String> = []
        for change in changed {
            if change.value.isNull {
                removed.insert(change.key)
            } else if let i = indices[change.key] {
                result[i] = Entry(
                    key: change.key, keyMark: change.keyMark, value: result[i].value.merged(with: change.value))
            } else {
                let empty = Node(.map([]), at: change.value.mark)
                result.append(
                    Entry(key: change.key, keyMark: change.keyMark, value: empty.merged(with: change.value)))
            }
        }
        return Node(.map(result.filter { !removed.contains($0.key) }), at: changes.mark)
    }
}
