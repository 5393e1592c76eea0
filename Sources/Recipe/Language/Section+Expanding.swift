import MuseProtocols

extension Section {
    /// A mapping with its components written out: one by its name alone as a mapping with a type, one where a list is
    /// expected as a list. So a base and what extends it merge, and `--set sampler.0.k=8` works, whichever way they are
    /// written.
    func expanded(_ node: Node) -> Node {
        guard let entries = node.entries else { return node }
        let expanded = entries.map { entry in
            guard let key = keys.first(where: { $0.name == entry.key }), !entry.value.isNull else { return entry }
            var entry = entry
            switch key.content {
            case .section(let section, _): entry.value = section.expanded(entry.value)
            case .component: entry.value = entry.value.component
            case .components: entry.value = Node(.list(entry.value.listed.map(\.component)), at: entry.value.mark)
            case .setting, .weights, .open: break
            }
            return entry
        }
        return Node(.map(expanded), at: node.mark)
    }
}
