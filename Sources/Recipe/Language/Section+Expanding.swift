import MuseProtocols

extension Section {
    /// Normalises the components of a mapping: a bare name becomes a mapping with a type, and a single component
    /// becomes a list where a list is expected. A base and a recipe that extends it can then be merged, and `--set
    /// sampler.0.k=8` works, in either notation.
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
