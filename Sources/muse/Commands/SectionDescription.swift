import MuseProtocols
import MuseRecipe

/// A section of the recipe language, or one key of it, in words.
struct SectionDescription {
    /// As a recipe's keys lead to it: `generate.condition`; `recipe` for the whole.
    let path: String
    private let key: Section.Key?
    private let section: Section?
    private let kinds: [(kind: String, schemas: [Schema])]

    /// nil where the language has no such section or key.
    init?(_ path: String, _ kinds: [(kind: String, schemas: [Schema])]) {
        let whole = RecipeSection.section
        key = whole.key(at: path)
        guard path == whole.name || key != nil else { return nil }
        section = path == whole.name ? whole : key?.content.section
        self.path = path
        self.kinds = kinds
    }

    /// All names that have a description.
    static var names: [String] { [RecipeSection.section.name] + RecipeSection.section.allKeys.map(\.path) }

    /// All sections, the whole recipe first.
    static func sections(_ kinds: [(kind: String, schemas: [Schema])]) -> [SectionDescription] {
        names.compactMap { SectionDescription($0, kinds) }.filter { $0.section != nil }
    }

    var text: String {
        var lines = ["\(path): \(summary)"]
        if case .setting(let setting)? = key?.content { lines.append("    \(ComponentDescription.details(setting))") }
        let rows = rows
        if !rows.isEmpty { lines.append("") }
        for row in rows {
            let affects = row.affects.map { "; affects \($0)" } ?? ""
            lines.append("  \(row.name): \(row.meaning)")
            lines.append("      \(row.value)\(affects)")
        }
        return lines.joined(separator: "\n")
    }

    /// A heading and a table.
    var markdown: [String] {
        var lines = ["## `\(path)`", "", ComponentPage.sentence(summary), ""]
        lines += ["| key | value | affects | meaning |", "| --- | --- | --- | --- |"]
        lines += rows.map { row in
            "| `\(row.name)` | \(ComponentPage.cell(row.value)) | \(row.affects ?? "") | \(ComponentPage.cell(row.meaning)) |"
        }
        return lines + [""]
    }

    private struct Row {
        let name: String
        let value: String
        /// The first stage that it affects.
        let affects: String?
        let meaning: String
    }

    private var rows: [Row] {
        guard let section else { return [] }
        return section.keys.map { key in
            let (value, meaning) = words(key)
            return Row(name: key.name, value: value, affects: section.stage(of: key)?.name, meaning: meaning)
        }
    }

    private var summary: String {
        guard let key else { return section?.summary ?? "" }
        switch key.content {
        case .section(let section, _): return section.summary
        case .component, .components:
            let (value, names) = words(key)
            return "\(value); known: \(names)" + (section.map { ". Below, \($0.summary)" } ?? "")
        case .setting, .weights, .open: return words(key).meaning
        }
    }

    private func words(_ key: Section.Key) -> (value: String, meaning: String) {
        switch key.content {
        case .setting(let setting): return (ComponentDescription.details(setting), setting.meaning)
        case .section(let section, _): return ("a mapping; optional", section.summary)
        case .component(let kind, _): return ("one \(kind); required", names(of: kind))
        case .components(let kind, _): return ("a list of \(kind)s; default none", names(of: kind))
        case .weights(let meaning): return ("a mapping of names to weights above 0; optional", meaning)
        case .open(let meaning): return ("a mapping; optional", meaning)
        }
    }

    private func names(of kind: String) -> String {
        (kinds.first { $0.kind == kind }?.schemas ?? []).map(\.name).joined(separator: ", ")
    }
}

/// Docs/Sections.md.
struct SectionPage {
    let kinds: [(kind: String, schemas: [Schema])]

    var markdown: String {
        let lines =
            [
                "# Sections of a recipe", "",
                "Written by `Scripts/docs` from the declarations in the sources; `muse describe SECTION` prints the same.",
                "`affects` is the first stage of a run that a value has an effect on; all later ones follow. A model is fitted",
                "again only where a value that affects fitting changes.", "",
            ] + SectionDescription.sections(kinds).flatMap(\.markdown)
        return lines.joined(separator: "\n")
    }
}
