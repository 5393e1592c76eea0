package import MuseProtocols
import MuseStorage

/// A recipe with `extends` and command-line overrides applied, not yet checked against components.
package struct RecipeDocument: Sendable {
    /// The file's path, as given by the user.
    package let path: String
    /// A mapping; each value keeps its source location.
    package let root: Node
    private let pluginFiles: PluginFiles

    /// Reads a recipe file and the files that it extends.
    ///
    /// - Parameters:
    ///   - path: the recipe's file, which can be one of a plug-in: `plugin:ID/jig.yaml`.
    ///   - pluginFiles: where plug-ins are found.
    /// - Throws: `RecipeErrors`; `FileError` if the recipe itself cannot be read.
    package init(path: String, overrides: [Override] = [], pluginFiles: PluginFiles = .none) throws {
        do {
            let path = try pluginFiles.path(path, listed: [], key: "", at: nil)
            try self.init(try FileReader.bytes(path), path: path, overrides: overrides, pluginFiles: pluginFiles)
        } catch let error as RecipeError {
            throw RecipeErrors([error])
        }
    }

    /// Reads a recipe from the bytes of its file, and the files that it extends.
    ///
    /// - Throws: `RecipeErrors`.
    package init(
        _ bytes: [UInt8], path: String, overrides: [Override] = [], pluginFiles: PluginFiles = .none
    ) throws {
        do {
            let root = try Self.extended(bytes, path: path, chain: [], pluginFiles)
            try self.init(path: path, root: root, overrides: overrides, pluginFiles)
        } catch let error as RecipeError {
            throw RecipeErrors([error])
        }
    }

    /// - Throws: `RecipeErrors`.
    private init(path: String, root: Node, overrides: [Override], _ pluginFiles: PluginFiles) throws {
        var root = root
        var errors: [RecipeError] = []
        for override in overrides {
            do {
                root = RecipeSection.section.expanded(try override.applied(to: root))
            } catch let error as RecipeError {
                errors.append(error)
            }
        }
        if !errors.isEmpty { throw RecipeErrors(errors) }
        self.path = path
        self.pluginFiles = pluginFiles
        self.root = try RecipeSection.section.resolved(root, pluginFiles, listed: Self.listedPlugins(root).map(\.path))
    }

    /// The root of a variant, in which the sweep can name files of plug-ins too.
    ///
    /// - Throws: `RecipeErrors`.
    func resolved(_ variant: Variant) throws -> Node {
        try RecipeSection.section.resolved(variant.root, pluginFiles, listed: pluginFolders.map(\.path))
    }

    /// The file name without extension: `jigs` for `recipes/jigs.yaml` and for the lock that its run wrote.
    package var name: String {
        let file = Files.name(path)
        for ending in [".lock.yaml", ".lock.yml", ".yaml", ".yml"] where file.hasSuffix(ending) && file != ending {
            return String(file.dropLast(ending.count))
        }
        return file
    }

    /// The folders under `plugins`, each with its source location.
    package var pluginFolders: [(path: String, mark: SourceMark)] {
        Self.listedPlugins(root)
    }

    private static func listedPlugins(_ root: Node) -> [(path: String, mark: SourceMark)] {
        (root[RecipeSection.plugins.info.name]?.listed ?? []).compactMap { item in
            String(node: item).map { (Files.resolve($0, relativeTo: item.mark.source.folder), item.mark) }
        }
    }

    private static let chainLimit = 32

    private static func extended(
        _ bytes: [UInt8], path: String, chain: [String], _ pluginFiles: PluginFiles
    ) throws -> Node {
        let source = try SourceFile(recipe: bytes, name: path)
        let start = SourceMark(source: source, line: 1, column: 1)
        guard let read = try YAMLReader.read(source) else {
            throw RecipeError(.syntax("the recipe is empty"), path: "", at: start)
        }
        guard read.entries != nil else {
            let expected = "a mapping of sections such as 'generator: {type: …}'"
            throw RecipeError(.wrongType(expected: expected, found: read.described), path: "", at: read.mark)
        }
        let root = RecipeSection.section.expanded(read)
        guard let extends = root["extends"] else { return root }
        let rest = Node(.map((root.entries ?? []).filter { $0.key != "extends" }), at: root.mark)
        if extends.isNull { return rest }
        func refusal(_ message: String) -> RecipeError {
            RecipeError(.conflict(message), path: "extends", at: extends.mark)
        }
        guard let name = String(node: extends), !name.isEmpty else {
            throw RecipeError(
                .wrongType(expected: "the path of a recipe", found: extends.described), path: "extends",
                at: extends.mark)
        }
        let file = try pluginFiles.path(
            name, listed: listedPlugins(root).map(\.path), key: "extends", at: extends.mark)
        let basePath = Files.resolve(file, relativeTo: parentFolder(of: path))
        let chain = chain + [Files.identity(path)]
        if chain.contains(Files.identity(basePath)) {
            throw refusal("'\(name)' extends itself, directly or through others")
        }
        if chain.count > chainLimit { throw refusal("more than \(chainLimit) recipes extend one another in a chain") }
        guard Files.isRegularFile(basePath) else { throw refusal("there is no file '\(basePath)'") }
        let baseBytes: [UInt8]
        do {
            baseBytes = try FileReader.bytes(basePath)
        } catch let error as FileError {
            throw refusal("cannot read '\(error.path)': \(error.reason)")
        }
        return try extended(baseBytes, path: basePath, chain: chain, pluginFiles).merged(with: rest)
    }
}
