import MuseMusic
import MuseProtocols

/// The header fields, besides the rhythm, that have control tokens in the `abc` tokenizer. Each field has a fixed list
/// of values, so the vocabulary is known before any tune is read.
struct ABCLabels: Sendable {
    static let origin = Setting<[String]>("origin", default: nil, "values of O: (origin) with a token each")
    static let composer = Setting<[String]>("composer", default: nil, "values of C: (composer) with a token each")
    static let book = Setting<[String]>("book", default: nil, "values of B: (book) with a token each")
    static let group = SettingGroup(
        "labels", [origin, composer, book],
        "control tokens for header fields: of each list the first value that the field contains, ignoring case, or else "
            + "none")

    /// The fields with values, in the order of their tokens in a sequence.
    let lists: [(kind: StyleToken.Kind, values: [String])]

    /// - Throws: `RecipeError` for an empty value, or one that already has a token.
    init(_ settings: Settings) throws {
        guard let given = settings[Self.group] else {
            lists = []
            return
        }
        var seen: Set<String> = []
        for setting in [Self.origin, Self.composer, Self.book] {
            for (i, item) in (given.node[setting.info.name]?.items ?? []).enumerated() {
                let words = Self.words(item.text ?? "")
                let problem: String? =
                    if words.isEmpty {
                        "a label has at least one character"
                    } else if words == Self.none || Rhythm.names.contains(words) {
                        "'\(words)' has a token of its own"
                    } else if !seen.insert(words).inserted {
                        "'\(words)' stands twice"
                    } else {
                        nil
                    }
                if let problem {
                    throw RecipeError(
                        .conflict(problem), path: "\(given.path).\(setting.info.name)[\(i)]", at: item.mark)
                }
            }
        }
        lists = try [(.origin, Self.origin), (.composer, Self.composer), (.book, Self.book)].compactMap {
            let values = try given.optional($1) ?? []
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
