import MuseMusic
import MuseProtocols

/// The header fields, besides the rhythm, that have control tokens in the `abc` tokenizer. Each field has a fixed list
/// of values, so the vocabulary is known before any tune is read.
struct ABCLabels: Sendable {
    static let origin = Setting<[String]>("origin", default: nil, "values of the origin (O:), one token each")
    static let composer = Setting<[String]>("composer", default: nil, "values of the composer (C:), one token each")
    static let book = Setting<[String]>("book", default: nil, "values of the book (B:), one token each")
    static let group = SettingGroup(
        "labels", [origin, composer, book],
        "control tokens for header fields; a tune gets the first value of each list that its field contains, ignoring "
            + "case, or a token for none")

    /// The fields with values, in the order of their tokens in a sequence.
    let lists: [(kind: StyleToken.Kind, values: [String])]

    /// - Throws: `RecipeError` for an empty or repeated value, or one that already has a token.
    init(_ settings: Settings) throws {
        guard let group = settings[Self.group] else {
            lists = []
            return
        }
        var seen: Set<String> = []
        for setting in [Self.origin, Self.composer, Self.book] {
            for (i, item) in (group.node[setting.info.name]?.items ?? []).enumerated() {
                let words = Self.words(item.text ?? "")
                let problem: String? =
                    if words.isEmpty {
                        "a label needs at least one character"
                    } else if words == Self.none || Rhythm.names.contains(words) {
                        "'\(words)' already has a token"
                    } else if !seen.insert(words).inserted {
                        "'\(words)' is listed twice"
                    } else {
                        nil
                    }
                if let problem {
                    throw RecipeError(
                        .conflict(problem), path: "\(group.path).\(setting.info.name)[\(i)]", at: item.mark)
                }
            }
        }
        lists = try [(.origin, Self.origin), (.composer, Self.composer), (.book, Self.book)].compactMap {
            let values = try group.optional($1) ?? []
            return values.isEmpty ? nil : ($0, values)
        }
    }

    /// The first value of a list that a tune's header contains.
    static func value(_ kind: StyleToken.Kind, of header: Header, among values: [String]) -> String? {
        if kind == .rhythm { return Rhythm.canonical(header.rhythm) }
        let texts = header[kind].map { $0.lowercased() }
        return values.first { value in texts.contains { $0.contains(value.lowercased()) } }
    }

    private static let none = "none"

    private static func words(_ text: String) -> String {
        text.lowercased().split { $0.isWhitespace || $0 == "_" }.joined(separator: " ")
    }
}
