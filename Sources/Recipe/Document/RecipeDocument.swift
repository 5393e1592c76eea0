package import MuseProtocols
import MuseStorage

/// A recipe with `extends` and command-line overrides applied, not yet checked against components.
package struct RecipeDocument: Sendable {
    /// The file's path, as given by the user.
    package let path: String
    /// A mapping; each value keeps its source location.
    package let root: Node

    /// Reads a recipe file and the files that it extends.
    ///
    /// - Throws: `RecipeErrors`; `FileError` if the recipe itself cannot be read.
    package init(path: String, overrides: [Override] = []) throws {
        let bytes = try FileReader.bytes(path)
        do {
            let root = try Self.extended(bytes, path: path, chain: [])
            try self.init(path: path, root: root, overrides: overrides)
        } catch let error as RecipeError {
            throw RecipeErrors([error])
        }
    }

    /// - Throws: `RecipeErrors`.
    private init(path: String, root: Node, overrides: [Override]) throws {
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
        self.root = root
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
        (root[RecipeSection.plugins.info.name]?.listed ?? []).compactMap { item in
            String(node: item).map { (Files.resolve($0, relativeTo: item.mark.source.folder), item.mark) }
        }
    }

    private static let chainLimit = 32

    private static func extended(_ bytes: [UInt8], path: String, chain: [String]) throws -> Node {
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
        let basePath = Files.resolve(name, relativeTo: Files.folder(path))
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
        return try extended(baseBytes, path: basePath, chain: chain).merged(with: rest)
    }
}
