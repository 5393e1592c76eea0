import MuseProtocols

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

    static func sentence(_ text: String) -> String { "\(text.prefix(1).uppercased())\(text.dropFirst())." }

    static func cell(_ text: String) -> String {
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
