import MuseProtocols

/// The settings common to all exporters, and the files that a run writes.
struct ExportSection {
    static let path = Setting<String>(
        "path", kind: .notation("a path in the run's folder", example: "jig-{n}.mid"), default: nil,
        "file to write; {n} stands for the tune's number, for one file per tune, {set} for that of its set, for one file "
            + "per set; named after the recipe by default")
    static let section = Section("exporter", "settings common to all exporters", [.setting(path)])

    let exports: [Recipe.Export]

    /// Reads the exporters and checks that their paths are distinct and within the run's folder.
    ///
    /// - Parameters:
    ///   - count: the number of tunes.
    ///   - setSize: the number of tunes in a set; nil for single tunes.
    init(
        _ check: inout RecipeCheck, count: Int, setSize: Int?, recipeName: String, _ arrange: ArrangeSection
    ) throws {
        var exports: [Recipe.Export] = []
        var items: [Node] = []
        let components = try check.components(check.registries.exporters, "export", common: Self.section)
        arrange.checkExports(components, &check)
        for component in components {
            let pathNode = component.node[Self.path.info.name]
            let fileExtension = component.product.fileExtensions.first ?? component.type
            let isSet = setSize != nil && component.product.scoreForm == .performed
            let number = component.product.holdsManyTunes || count == 1 ? "" : isSet ? "-{set}" : "-{n}"
            let text = try component.common(Self.path) ?? "\(recipeName)\(number).\(fileExtension)"
            let export = Recipe.Export(
                exporter: component.product, type: component.type, path: text,
                files: Self.files(component.node, check.registries.exporters[component.type]?.schema))
            let mark = pathNode?.mark ?? component.node.mark
            if let problem = Self.problem(with: export, among: exports, count: count, setSize: setSize) {
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

    private static func problem(
        with export: Recipe.Export, among others: [Recipe.Export], count: Int, setSize: Int?
    ) -> String? {
        if let problem = problem(with: export.path) { return problem }
        if setSize == nil, export.path.contains(Recipe.Export.setNumber) {
            return "{set} needs sets of tunes: `generate: {sets: …}`"
        }
        if !export.exporter.holdsManyTunes, !export.hasFilePerTune, !export.hasFilePerSet, count > setSize ?? 1 {
            return setSize.map {
                "a \(export.type) file holds one tune or set, but the recipe generates \(count / $0) sets; put {n} or "
                    + "{set} in the path"
            } ?? "a \(export.type) file holds one tune, but the recipe generates \(count); put {n} in the path"
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
        if path.replacing(Recipe.Export.tuneNumber, with: "").replacing(Recipe.Export.setNumber, with: "")
            .contains(where: { "{}".contains($0) })
        {
            return "the only placeholders are {n}, the tune's number, and {set}, the number of its set"
        }
        return nil
    }

    /// Whether two paths can name the same file: they are equal, or one is the other's path for some numbers.
    private static func collide(_ a: String, _ b: String, count: Int) -> Bool {
        // The number of a tune and that of a set can be the same.
        func pattern(_ path: String) -> [Substring] {
            path.replacing(Recipe.Export.setNumber, with: Recipe.Export.tuneNumber)
                .split(separator: Recipe.Export.tuneNumber, omittingEmptySubsequences: false)
        }
        func matches(_ pattern: ArraySlice<Substring>, _ path: Substring) -> Bool {
            guard let first = pattern.first, path.hasPrefix(first) else { return false }
            let rest = path.dropFirst(first.count)
            if pattern.count == 1 { return rest.isEmpty }
            let digits = rest.prefix { $0.isNumber }.count
            return (0..<digits).contains { last in
                let number = rest.prefix(last + 1)
                let isNumber = Int(number).map { String($0) == number && (1...count).contains($0) } ?? false
                return isNumber && matches(pattern.dropFirst(), rest.dropFirst(last + 1))
            }
        }
        return pattern(a) == pattern(b) || matches(pattern(a)[...], b[...]) || matches(pattern(b)[...], a[...])
    }
}
