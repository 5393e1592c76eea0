import ArgumentParser
import MuseKit
import MuseProtocols

struct DescribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe", abstract: "Explains a component: its settings, their ranges and an example.")

    @Argument(help: "A component's name, as in a recipe's 'type:'.")
    var type: String?

    @Flag(help: .hidden) var all = false
    @Flag(help: .hidden) var markdown = false

    func run() throws {
        // The page is of muse alone.
        if all { return try Terminal.output(Array(ComponentPage(Registries.builtIn.schemas).markdown.utf8)) }
        let kinds = try Muse.installed().components().schemas
        guard let type else { throw MuseError.use("say which component; 'muse list' names them all") }
        let found = kinds.flatMap { kind, schemas in schemas.filter { $0.name == type }.map { (kind, $0) } }
        if found.isEmpty {
            let names = kinds.flatMap { $0.schemas.map(\.name) }
            let hint = nearestName(to: type, in: names).map { "; did you mean '\($0)'?" } ?? "; see 'muse list'"
            throw MuseError.use("no component is called '\(type)'\(hint)")
        }
        for (i, (kind, schema)) in found.enumerated() {
            let description = ComponentDescription(schema, kind: kind)
            try Terminal.output(line: (i > 0 ? "\n" : "") + description.text)
        }
    }
}

/// A component's schema in words.
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
        if !schema.settings.isEmpty { lines.append("") }
        for setting in schema.settings.flatMap(\.withParts) {
            lines.append("  \(setting.name): \(setting.meaning)")
            lines.append("      \(Self.details(setting))")
        }
        if let example { lines += ["", "Example:", ""] + example.split(separator: "\n").map { "    \($0)" } }
        return lines.joined(separator: "\n")
    }

    /// `a whole number of at least 1; default 40`
    static func details(_ setting: SettingInfo) -> String {
        var parts = [setting.kind.expected]
        if let unit = setting.unit { parts.append("in \(unit)") }
        if let value = setting.defaultText {
            parts.append("default \(value)")
        } else if setting.isRequired {
            parts.append("required")
        } else {
            parts.append("optional")
        }
        return parts.joined(separator: "; ")
    }

    /// As it would stand in a recipe; nil for what no recipe names.
    var example: String? {
        var values = schema.settings.compactMap { setting in
            (setting.defaultText ?? (setting.isRequired ? Self.sample(setting.kind) : nil)).map {
                "\(setting.name): \(Self.quoted($0, setting.kind))"
            }
        }
        if values.isEmpty, let first = schema.settings.first {
            // All may be left out, but hardly all at once.
            values = ["\(first.name): \(Self.quoted(Self.sample(first.kind), first.kind))"]
        }
        let item = "{" + (["type: \(schema.name)"] + values).joined(separator: ", ") + "}"
        switch kind {
        case "tokenizer", "generator": return "\(kind): \(item)"
        case "sampler": return "sampler:\n  - \(item)"
        case "constraint", "rule": return "\(kind)s:\n  - \(item)"
        case "exporter": return "export:\n  - \(item)"
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
            "{" + settings.prefix(1).map { "\($0.name): \($0.defaultText ?? sample($0.kind))" }.joined() + "}"
        case .list(let kind): "[\(sample(kind)), \(sample(kind))]"
        }
    }
}

/// Docs/Components.md.
struct ComponentPage {
    private let kinds: [(kind: String, schemas: [Schema])]

    init(_ kinds: [(kind: String, schemas: [Schema])]) { self.kinds = kinds }

    var markdown: String {
        var lines = [
            "# Components", "",
            "Written by `Scripts/docs` out of the schemas in the sources; `muse describe NAME` says the same.", "",
        ]
        for (kind, schemas) in kinds {
            lines += ["## \(kind.prefix(1).uppercased())\(kind.dropFirst())s", ""]
            for schema in schemas {
                lines += ["### `\(schema.name)`", "", Self.sentence(schema.summary)]
                if let source = schema.source { lines += ["", "Source: \(source)"] }
                lines.append("")
                if !schema.settings.isEmpty {
                    lines += ["| setting | value | meaning |", "| --- | --- | --- |"]
                    lines += schema.settings.flatMap(\.withParts).map {
                        "| `\($0.name)` | \(Self.cell(ComponentDescription.details($0))) | \(Self.cell($0.meaning)) |"
                    }
                    lines.append("")
                }
                if let example = ComponentDescription(schema, kind: kind).example {
                    lines += ["```yaml", example, "```", ""]
                }
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func sentence(_ text: String) -> String { "\(text.prefix(1).uppercased())\(text.dropFirst())." }

    private static func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}

extension SettingInfo {
    /// The setting and, where it is a group, its parts by their whole names: `training.steps`.
    var withParts: [SettingInfo] {
        guard case .group(let parts) = kind else { return [self] }
        return [self]
            + parts.map { $0.named("\(name).\($0.name)") }
    }
}
