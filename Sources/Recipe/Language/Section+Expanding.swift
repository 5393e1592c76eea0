import MuseProtocols

extension Section {
    /// Normalises the components of a mapping: a bare name becomes a mapping with a type, a single component becomes a
    /// list of one where a list is expected, a plain value in place of a section with a shorthand a mapping.
    ///
    /// Makes merging with a base and `--set sampler.0.k=8` independent of the notation.
    func expanded(_ node: Node) -> Node {
        if let shorthand, node.text != nil, !node.isNull {
            return Node(.map([Node.Entry(key: shorthand, keyMark: node.mark, value: node)]), at: node.mark)
        }
        guard let entries = node.entries else { return node }
        let expanded = entries.map { entry in
            guard let key = keys.first(where: { $0.name == entry.key }), !entry.value.isNull else { return entry }
            var entry = entry
            switch key.content {
            case .section(let section, _): entry.value = section.expanded(entry.value)
            case .sections(let section):
                entry.value = Node(.list(entry.value.listed.map(section.expanded)), at: entry.value.mark)
            case .component: entry.value = entry.value.component
            case .components: entry.value = Node(.list(entry.value.listed.map(\.component)), at: entry.value.mark)
            case .setting, .weights, .open: break
            }
            return entry
        }
        return Node(.map(expanded), at: node.mark)
    }
}
