import MuseProtocols

extension Section {
    /// All keys at any depth, each with its path: `generate`, `generate.count`, `generate.condition`.
    package var allKeys: [(path: String, key: Key)] {
        keys.flatMap { key in
            [(key.name, key)] + (key.content.section?.allKeys ?? []).map { ("\(key.name).\($0.path)", $0.key) }
        }
    }

    /// The key at a path such as `generate.condition`; nil if there is none.
    package func key(at path: String) -> Key? { allKeys.first { $0.path == path }?.key }

    /// The first stage that a key of this section affects; nil for none.
    package func stage(of key: Key) -> Stage? { key.affects ?? affects }
}

extension Section.Content {
    /// The section under a key: the section itself, or the common settings of a component.
    package var section: Section? {
        switch self {
        case .section(let section, _), .sections(let section): section
        case .component(_, let common), .components(_, let common): common
        case .setting, .weights, .open: nil
        }
    }
}
