import MuseCorpus
import MuseMusic
import MuseProtocols

/// `corpus.where`: selects tunes by header fields.
struct HeaderSection {
    static let settings: [any AnySetting] = HeaderFilter.Field.allCases.map(setting)
    static let section = Section(
        "corpus.where", "select tunes by header fields; of several values for a field, one must match", affects: .fit,
        settings.map { .setting($0) })

    let filter: HeaderFilter

    init(_ check: inout RecipeCheck, _ corpus: Node) throws {
        let settings = try check.section(Self.section, in: corpus)
        filter = HeaderFilter(
            try HeaderFilter.Field.allCases.compactMap { field in
                try check.mistakes.collect { try Self.condition(field, settings) } ?? nil
            })
    }

    /// - Throws: `RecipeError` for a value that does not fit the header field.
    private static func condition(_ field: HeaderFilter.Field, _ settings: Settings) throws -> HeaderFilter.Condition? {
        guard let node = settings.node[field.rawValue] else { return nil }
        let path = "\(settings.path).\(field.rawValue)"
        if node.listed.isEmpty {
            throw RecipeError(.outOfRange(expected: "at least one value", found: "none"), path: path, at: node.mark)
        }
        let values = try node.listed.enumerated().map { i, item in
            if let value = item.text.flatMap({ HeaderFilter.Value($0, for: field) }) { return value }
            throw RecipeError(
                .wrongType(expected: setting(field).info.kind.item.expected, found: item.described),
                path: node.items == nil ? path : "\(path)[\(i)]", at: item.mark)
        }
        return HeaderFilter.Condition(field, values)
    }

    private static func setting(_ field: HeaderFilter.Field) -> any AnySetting {
        let name = field.rawValue
        return switch field {
        case .rhythm:
            Setting<OneOrMore<RhythmName>>(
                name, default: nil, "rhythm (R:) in any common spelling, such as jig or Slip-Jigs")
        case .meter: Setting<OneOrMore<Meter>>(name, default: nil, "first meter (M:)")
        case .key: Setting<OneOrMore<Key>>(name, default: nil, "tonic and mode of the first key (K:)")
        case .mode: Setting<OneOrMore<Key.Mode>>(name, default: nil, "mode of the first key (K:)")
        case .origin: text(name, "the origin (O:)")
        case .title: text(name, "a title (T:)")
        case .composer: text(name, "a composer (C:)")
        case .book: text(name, "a book (B:)")
        case .source: text(name, "the source (S:)")
        }
    }

    private static func text(_ name: String, _ field: String) -> any AnySetting {
        Setting<OneOrMore<String>>(name, default: nil, "text contained in \(field), ignoring case")
    }
}

extension SettingKind {
    /// The kind of a list's items; for any other kind, the kind itself.
    fileprivate var item: SettingKind {
        switch self {
        case .list(let kind), .oneOrMore(let kind): kind
        default: self
        }
    }
}
