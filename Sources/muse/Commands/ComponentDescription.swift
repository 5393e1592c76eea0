import MuseProtocols

/// A component's schema as text.
struct ComponentDescription {
    let schema: Schema
    let kind: String

    init(_ schema: Schema, kind: String) {
        self.schema = schema
        self.kind = kind
    }

    var text: String {
        var lines = ["\(schema.name) (\(kind)): \(schema.summary)"]
        if let source = schema.source { lines.append("Source: \(source)") }
        if let capabilities { lines.append("Can \(capabilities).") }
        if !schema.settings.isEmpty { lines.append("") }
        for setting in schema.settings.flatMap(\.withParts) {
            lines.append("  \(setting.name): \(setting.meaning)")
            lines.append("      \(Self.details(setting))")
        }
        if let example { lines += ["", "Example:", ""] + example.split(separator: "\n").map { "    \($0)" } }
        return lines.joined(separator: "\n")
    }

    /// The optional abilities, with the settings that they need; nil if there are none.
    var capabilities: String? {
        let abilities = schema.capabilities.sorted().map { capability in
            capability.ability + (schema.requirements[capability].map { " (with \($0))" } ?? "")
        }
        return abilities.isEmpty ? nil : abilities.joined(separator: ", ")
    }

    /// `a whole number of at least 1; default 40`
    static func details(_ setting: SettingInfo) -> String {
        var parts = [setting.kind.expected + (setting.unit.map { " (\($0))" } ?? "")]
        if let value = setting.defaultText {
            parts.append("default \(value)")
        } else if setting.isRequired {
            parts.append("required")
        } else {
            parts.append("optional")
        }
        return parts.joined(separator: "; ")
    }

    /// The longest default that an example shows, in characters.
    private static let longestDefault = 60

    /// An example for a recipe; nil for importers without settings, which recipes seldom name.
    var example: String? {
        var values = schema.settings.compactMap { setting -> String? in
            if setting.defaultText?.count ?? 0 > Self.longestDefault { return nil }
            return (setting.defaultText ?? (setting.isRequired ? Self.sample(setting.kind) : nil)).map {
                "\(setting.name): \(Self.quoted($0, setting.kind))"
            }
        }
        if values.isEmpty, let first = schema.settings.first {
            // All settings are optional; the example shows the first.
            values = ["\(first.name): \(Self.quoted(Self.sample(first.kind), first.kind))"]
        }
        let item = "{" + (["type: \(schema.name)"] + values).joined(separator: ", ") + "}"
        switch kind {
        case "tokenizer", "generator": return "\(kind): \(item)"
        case "sampler": return "sampler:\n  - \(item)"
        case "constraint", "rule": return "\(kind)s:\n  - \(item)"
        case "exporter": return "export:\n  - \(item)"
        case "importer" where !schema.settings.isEmpty: return "corpus:\n  importer: \(item)"
        default: return nil
        }
    }

    private static func quoted(_ text: String, _ kind: SettingKind) -> String {
        if case .text = kind {
            return text.contains(where: { ":#{}[],&*!|>'\"%@`".contains($0) }) ? "\"\(text)\"" : text
        }
        return text
    }

    private static func sample(_ kind: SettingKind) -> String {
        switch kind {
        case .integer(let range): "\(max(range.lowerBound, min(8, range.upperBound)))"
        case .number(let range): "\(range.contains(0.5) ? 0.5 : range.lowerBound)"
        case .boolean: "true"
        case .text: "text"
        case .choice(let names): names.first ?? ""
        case .notation(_, let example): String(example.split(separator: ",").first ?? "")
        case .oneOrMore(let kind): sample(kind)
        case .group(let settings):
            "{"
                + (settings.contains(where: \.isRequired) ? settings.filter(\.isRequired) : Array(settings.prefix(1)))
                .map { "\($0.name): \($0.defaultText ?? sample($0.kind))" }.joined(separator: ", ") + "}"
        case .list(of: .choice(let names)): "[\(names.prefix(2).joined(separator: ", "))]"
        case .list(let kind): "[\(sample(kind)), \(sample(kind))]"
        case .schedule(let kind), .weighted(let kind): sample(kind)
        case .names(let kind, let example): "{\(example): \(sample(kind))}"
        case .component(_, let example): example
        case .components(_, let examples, _): "[\(examples)]"
        }
    }
}
