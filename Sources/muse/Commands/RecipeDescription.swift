import MuseKit
import MuseProtocols
import MuseRecipe

/// A checked recipe as text: what it does in sentences, then each value, its origin and its meaning.
struct RecipeDescription {
    private let recipe: Recipe
    private let story: String
    private let kinds: [(kind: String, schemas: [Schema])]

    init(_ recipe: Recipe, story: String, _ kinds: [(kind: String, schemas: [Schema])]) {
        self.recipe = recipe
        self.story = story
        self.kinds = kinds
    }

    var text: String {
        var lines = [recipe.label.isEmpty ? recipe.name : "\(recipe.name), \(recipe.label)", "", story, ""]
        let explanation = recipe.generator.explanation
        if !explanation.isEmpty { lines += explanation + [""] }
        lines += section(RecipeSection.section, recipe.resolved, indent: 0)
        let capabilities = recipe.generator.capabilities.sorted().map(\.ability)
        if !capabilities.isEmpty { lines += ["", "The model can " + capabilities.joined(separator: ", ") + "."] }
        return lines.joined(separator: "\n")
    }

    private func section(_ section: Section, _ node: Node, indent: Int) -> [String] {
        section.keys.flatMap { key -> [String] in
            guard let value = node[key.name], !value.isNull else { return [] }
            switch key.content {
            case .setting(let setting): return line(setting, value, indent: indent)
            case .section(let section, _):
                return heading("\(key.name): \(section.summary)", indent: indent)
                    + self.section(section, value, indent: indent + 1)
            case .sections(let section):
                return heading("\(key.name): \(section.summary)", indent: indent)
                    + (value.items ?? []).enumerated().flatMap { i, item in
                        heading("\(i + 1)", indent: indent + 1) + self.section(section, item, indent: indent + 2)
                    }
            case .component(let kind, let common):
                return component(value, kind, common, title: key.name, indent: indent)
            case .components(let kind, let common):
                return (value.items ?? []).flatMap { component($0, kind, common, title: kind, indent: indent) }
            case .weights(let meaning):
                return heading("\(key.name): \(meaning)", indent: indent)
                    + (value.entries ?? []).map { self.line($0.key, $0.value, indent: indent + 1) }
            case .open: return []
            }
        }
    }

    private func component(_ node: Node, _ kind: String, _ common: Section?, title: String, indent: Int) -> [String] {
        let type = node["type"]?.text ?? ""
        let schema = kinds.first { $0.kind == kind }?.schemas.first { $0.name == type }
        let summary = schema.map { ": \($0.summary)" } ?? ""
        var lines = heading("\(title) \(type)\(summary)", indent: indent)
        if let common { lines += section(common, node, indent: indent + 1) }
        guard let schema else {
            // The schema is unknown if only this recipe names the plug-in.
            let known = (common?.keys.map(\.name) ?? []) + ["type"]
            return lines
                + (node.entries ?? []).filter { !known.contains($0.key) }
                .map { line($0.key, $0.value, indent: indent + 1) }
        }
        for setting in schema.settings {
            if let value = node[setting.name] { lines += line(setting, value, indent: indent + 1) }
        }
        return lines
    }

    private func line(_ setting: SettingInfo, _ value: Node, indent: Int) -> [String] {
        if case .group(let parts) = setting.kind {
            return heading("\(setting.name): \(setting.meaning)", indent: indent)
                + parts.flatMap { part in value[part.name].map { line(part, $0, indent: indent + 1) } ?? [] }
        }
        if case .component(let kind, _) = setting.kind {
            return heading("\(setting.name): \(setting.meaning)", indent: indent)
                + component(value, kind, nil, title: kind, indent: indent + 1)
        }
        if case .components(let kind, _, let common) = setting.kind {
            return heading("\(setting.name): \(setting.meaning)", indent: indent)
                + value.listed.flatMap { item in
                    component(item, kind, nil, title: kind, indent: indent + 1)
                        + common.flatMap { own in item[own.name].map { line(own, $0, indent: indent + 2) } ?? [] }
                }
        }
        let unit = setting.unit.map { " (\($0))" } ?? ""
        return [line(setting.name, value, indent: indent) + ": \(setting.meaning)\(unit)"]
    }

    private func line(_ name: String, _ value: Node, indent: Int) -> String {
        let isHere = value.mark.source === recipe.resolved.mark.source
        let origin = isHere ? "line \(value.mark.line)" : value.mark.origin
        return "\(margin(indent))\(name) = \(YAMLWriter.line(value)) (\(origin))"
    }

    /// The heading of a part of the recipe, preceded by an empty line at the top level.
    private func heading(_ text: String, indent: Int) -> [String] {
        (indent == 0 ? [""] : []) + [margin(indent) + text]
    }

    private func margin(_ indent: Int) -> String { String(repeating: "  ", count: indent) }
}
