import MuseProtocols

/// The settings common to all exporters, and the files that a run writes.
struct ExportSection {
    static let path = Setting<String>(
        "path", kind: .notation("a path in the run's folder", example: "jig-{n}.mid"), default: nil,
        "file to write; {n} stands for the tune's number, for one file per tune; named after the recipe by default")
    static let section = Section("exporter", "settings common to all exporters", [.setting(path)])

    let exports: [Recipe.Export]

    /// Reads the exporters and checks that their paths are distinct and within the run's folder.
    init(_ check: inout RecipeCheck, count: Int, recipeName: String) throws {
        var exports: [Recipe.Export] = []
        var items: [Node] = []
        for component in try check.components(check.registries.exporters, "export", common: Self.section) {
            let pathNode = component.node[Self.path.info.name]
            let fileExtension = component.product.fileExtensions.first ?? component.type
            let number = component.product.holdsManyTunes || count == 1 ? "" : "-{n}"
            let text = try component.common(Self.path) ?? "\(recipeName)\(number).\(fileExtension)"
            let export = Recipe.Export(
                exporter: component.product, type: component.type, path: text,
                files: Self.files(component.node, check.registries.exporters[component.type]?.schema))
            let mark = pathNode?.mark ?? component.node.mark
            if let problem = Self.problem(with: export, among: exports, count: count) {
                check.mistakes.note(.conflict(problem), "\(component.path).\(Self.path.info.name)", at: mark)
            }
            if let obstacle = component.product.obstacle {
                check.warn(component.path, "\(obstacle); everything else will be written", at: component.node.mark)
            }
            exports.append(export)
            items.append(component.node.adding(Self.path.info.name, pathNode ?? Node(text: text, at: .defaults)))
        }
        self.exports = exports
        if exports.isEmpty {
            check.warn(
                "export", "no tunes will be written: add exporters, such as `export: [{type: abc}]`",
                at: check.root["export"]?.mark)
        } else {
            // Write out the path, so that a lock keeps it even if it is run under another name.
            check.replace("export", with: Node(.list(items), at: check.root["export"]?.mark ?? .defaults))
        }
    }

    private static func files(_ node: Node, _ schema: Schema?) -> [String: String] {
        (schema?.settings ?? []).reduce(into: [:]) { files, setting in
            guard setting.namesFile, let value = node[setting.name], let text = value.text else { return }
            files[setting.name] = Files.resolve(text, relativeTo: value.mark.source.folder)
        }
    }

    private static func problem(with export: Recipe.Export, among others: [Recipe.Export], count: Int) -> String? {
        if let problem = problem(with: export.path) { return problem }
        if !export.exporter.holdsManyTunes, !export.hasFilePerTune, count > 1 {
            return "a \(export.type) file holds one tune, but the recipe generates \(count); put {n} in the path"
        }
        let other = others.first { collide($0.path, export.path, count: count) }
        return other.map { "'\($0.path)' is written by another exporter" }
    }

    /// The names that muse uses in the run's folder.
    private static let reserved = [
        Lock.fileName, "metrics.jsonl", "model", "index.html", "report.html", "events.out.tfevents.muse",
    ]

    private static func problem(with path: String) -> String? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        if path.hasPrefix("/") || path.hasPrefix("~") {
            return "a path is relative to the run's folder; it cannot be absolute"
        }
        if parts.contains("..") { return "a path stays in the run's folder; it cannot contain '..'" }
        if parts.contains(where: { $0.isEmpty || $0 == "." }) {
            return "'\(path.prefix(60))' is not the path of a file"
        }
        if parts.contains(where: { $0.utf8.count > 200 }) || path.utf8.count > 1_000 { return "the path is too long" }
        if path.contains(where: { $0.isNewline || $0 == "\t" }) { return "a path is one line" }
        if reserved.contains(String(parts[0])) { return "the run writes '\(parts[0])' itself" }
        let rest = path.split(separator: Recipe.Export.placeholder, omittingEmptySubsequences: false)
        if rest.contains(where: { $0.contains("{") || $0.contains("}") }) {
            return "the only placeholder is {n}, the tune's number"
        }
        return nil
    }

    /// Whether two paths can name the same file: they are equal, or one is the other's path for some tune.
    private static func collide(_ a: String, _ b: String, count: Int) -> Bool {
        func matches(_ pattern: String, _ path: String) -> Bool {
            let parts = pattern.split(separator: Recipe.Export.placeholder, omittingEmptySubsequences: false)
            guard parts.count == 2, path.hasPrefix(parts[0]), path.hasSuffix(parts[1]) else { return false }
            let number = path.dropFirst(parts[0].count).dropLast(parts[1].count)
            return Int(number).map { String($0) == number && (1...count).contains($0) } ?? false
        }
        return a == b || matches(a, b) || matches(b, a)
    }
}
