import MuseProtocols

extension RecipeCheck {
    struct ResolvedExport {
        let export: Recipe.Export
        let node: Node
    }

    /// The exporters with their paths, which stay in the run's folder and do not meet.
    mutating func exports(count: Int, recipeName: String) throws -> [ResolvedExport] {
        let made = try components(registries.exporters, "export", common: ExportLanguage.common)
        var exports: [ResolvedExport] = []
        for one in made {
            let given = one.node["path"]
            let mark = given?.mark ?? one.node.mark
            let path = "\(one.path).path"
            let ending = one.product.fileExtensions.first ?? one.type
            let number = one.product.holdsManyTunes || count == 1 ? "" : "-{n}"
            let text = one.common(ExportLanguage.path) ?? "\(recipeName)\(number).\(ending)"
            let export = Recipe.Export(exporter: one.product, type: one.type, path: text)
            if let problem = Self.problem(with: text) {
                mistakes.note(.conflict(problem), path, at: mark)
            } else if !one.product.holdsManyTunes, !export.isFileATune, count > 1 {
                let message = "a \(one.type) file holds one tune and \(count) are made; put {n} in the path"
                mistakes.note(.conflict(message), path, at: mark)
            } else if let other = exports.first(where: { Self.meet($0.export.path, text, count: count) }) {
                mistakes.note(.conflict("'\(other.export.path)' is written by another exporter"), path, at: mark)
            }
            let pathNode = given ?? Node(text: text, at: .defaults)
            let entry = Node.Entry(key: "path", keyMark: mark, value: pathNode)
            exports.append(ResolvedExport(export: export, node: one.resolved([entry])))
        }
        return exports
    }

    /// What a run puts into its folder itself.
    private static let reserved = ["recipe.lock.yaml", "metrics.jsonl", "model"]

    private static func problem(with path: String) -> String? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        if path.hasPrefix("/") || path.hasPrefix("~") {
            return "a path starts in the run's folder; it cannot be absolute"
        }
        if parts.contains("..") { return "a path stays in the run's folder; it cannot hold '..'" }
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

    /// Whether two paths can name one file: they are the same, or one is the other's for some tune.
    private static func meet(_ a: String, _ b: String, count: Int) -> Bool {
        func matches(_ pattern: String, _ path: String) -> Bool {
            let parts = pattern.split(separator: Recipe.Export.placeholder, omittingEmptySubsequences: false)
            guard parts.count == 2, path.hasPrefix(parts[0]), path.hasSuffix(parts[1]) else { return false }
            let number = path.dropFirst(parts[0].count).dropLast(parts[1].count)
            return Int(number).map { String($0) == number && (1...count).contains($0) } ?? false
        }
        return a == b || matches(a, b) || matches(b, a)
    }
}
