import MuseProtocols

extension Section {
    /// A key and all below it, each with its path: `generate`, `generate.count`, `generate.condition`.
    package var allKeys: [(path: String, key: Key)] {
        keys.flatMap { key in
            [(key.name, key)] + (key.content.section?.allKeys ?? []).map { ("\(key.name).\($0.path)", $0.key) }
        }
    }

    /// The key at a path such as `generate.condition`; nil where there is none.
    package func key(at path: String) -> Key? { allKeys.first { $0.path == path }?.key }

    /// The first stage that a key of this section affects; nil for none.
    package func stage(of key: Key) -> Stage? { key.affects ?? affects }
}

extension Section.Content {
    /// What stands below a key: a section, or what a component may have beside its own settings.
    package var section: Section? {
        switch self {
        case .section(let section, _): section
        case .component(_, let common), .components(_, let common): common
        case .setting, .weights, .open: nil
        }
    }
}
