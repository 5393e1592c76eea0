import MuseCorpus
import MuseMusic
import MuseProtocols

/// `corpus.where`: selects tunes by their headers.
struct HeaderSection {
    static let settings: [any AnySetting] = HeaderFilter.Field.allCases.map(setting)
    static let section = Section(
        "corpus.where", "only tunes with these headers; of several values, one has to match", affects: .fit,
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
        case .rhythm: Setting<OneOrMore<RhythmName>>(name, default: nil, "R:, in any usual spelling: jig, Slip-Jigs")
        case .meter: Setting<OneOrMore<Meter>>(name, default: nil, "first M: of the tune")
        case .key: Setting<OneOrMore<Key>>(name, default: nil, "first K: of the tune, tonic and mode")
        case .mode: Setting<OneOrMore<Key.Mode>>(name, default: nil, "mode of the tune's first K:")
        case .origin: Setting<OneOrMore<String>>(name, default: nil, "text anywhere in O:, in upper or lower case")
        case .title: Setting<OneOrMore<String>>(name, default: nil, "text anywhere in T:")
        case .composer: Setting<OneOrMore<String>>(name, default: nil, "text anywhere in C:")
        case .book: Setting<OneOrMore<String>>(name, default: nil, "text anywhere in B:")
        case .source: Setting<OneOrMore<String>>(name, default: nil, "text anywhere in S:")
        }
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
