package import MuseProtocols

/// Files of plug-ins, which recipes name as `plugin:ID/path`.
package struct PluginFiles: Sendable {
    private static let prefix = "plugin:"

    private let folders: @Sendable (_ listed: [String]) -> [String: String]
    /// The folders found so far, by the listed folders.
    private let found = Monitor<[[String]: [String: String]]>([:])

    /// - Parameter folders: returns the folder of each plug-in by its id: of those that can be found without a recipe,
    ///   and of those in the folders that a recipe lists. Called only if a recipe names a file of a plug-in, and once
    ///   for the same list.
    package init(_ folders: @escaping @Sendable (_ listed: [String]) -> [String: String]) { self.folders = folders }

    /// No plug-ins.
    package static var none: PluginFiles { PluginFiles { _ in [:] } }

    /// The path that a text names; the text itself if it does not name a file of a plug-in.
    ///
    /// - Parameters:
    ///   - listed: the folders that the recipe lists under `plugins`.
    ///   - key: the path of the value in the recipe, for messages.
    /// - Throws: `RecipeError` for an unknown plug-in, or for a path that leaves its folder.
    package func path(_ text: String, listed: [String], key: String, at mark: SourceMark?) throws -> String {
        guard text.hasPrefix(Self.prefix) else { return text }
        let parts = text.dropFirst(Self.prefix.count).split(
            separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let (id, rest) = (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
        let folders = found.change { found in
            if let known = found[listed] { return known }
            let folders = self.folders(listed)
            found[listed] = folders
            return folders
        }
        guard let folder = folders[id] else {
            let known = folders.keys.sorted()
            throw RecipeError(
                .unknown(kind: "plug-in", name: id, nearest: nearestName(to: id, in: known), known: known), path: key,
                at: mark)
        }
        if rest.split(separator: "/").contains("..") {
            throw RecipeError(.conflict("'\(text)' leaves the plug-in's folder"), path: key, at: mark)
        }
        let root = Files.absolute(folder)
        return rest.isEmpty ? root : "\(root)/\(rest)"
    }
}

extension Section {
    /// A copy of a mapping in which the files of plug-ins are absolute paths.
    ///
    /// - Throws: `RecipeErrors` with all mistakes.
    func resolved(_ node: Node, _ files: PluginFiles, listed: [String]) throws -> Node {
        var mistakes = Mistakes()
        let node = try resolved(node, files, listed, &mistakes)
        try mistakes.throwIfAny()
        return node
    }

    private func resolved(
        _ node: Node, _ files: PluginFiles, _ listed: [String], _ mistakes: inout Mistakes
    ) throws -> Node {
        guard let entries = node.entries else { return node }
        func path(_ node: Node, _ key: String, _ mistakes: inout Mistakes) throws -> Node {
            if let items = node.items {
                return Node(.list(try items.map { try path($0, key, &mistakes) }), at: node.mark)
            }
            guard case .scalar(let text, _) = node.content else { return node }
            let resolved = try mistakes.collect { try files.path(text, listed: listed, key: key, at: node.mark) }
            guard let resolved, resolved != text else { return node }
            return Node(text: resolved, at: node.mark)
        }
        return Node(
            .map(
                try entries.map { entry in
                    guard let key = keys.first(where: { $0.name == entry.key }) else { return entry }
                    var entry = entry
                    if key.namesFiles { entry.value = try path(entry.value, self.path(of: key.name), &mistakes) }
                    if let section = key.content.section, entry.value.items == nil {
                        entry.value = try section.resolved(entry.value, files, listed, &mistakes)
                    }
                    return entry
                }), at: node.mark)
    }
}
