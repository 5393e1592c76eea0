package import MuseProtocols
import MuseRecipe
import MuseStorage

/// The manifest of a plug-in, `plugin.yaml`. Reading it runs no code of the plug-in.
package struct PluginManifest: Sendable {
    package enum Route: Hashable, Sendable {
        /// A shared object at a path.
        case library(String)
        /// A program and its arguments, run in the plug-in's folder.
        case process([String])
    }

    package struct Component: Sendable {
        package let kind: Kind
        package let schema: Schema
        /// The unit of a rule's value; empty for other kinds.
        package let unit: String
        /// The file extensions of an importer or exporter, the preferred one first; empty for other kinds.
        package let endings: [String]
        /// Whether a file of an exporter can hold several tunes; false for other kinds.
        package let holdsManyTunes: Bool
        /// The demands that a tokenizer's grammar supports; empty for other kinds.
        package let demands: Set<Plan.Subject>
        /// The context that the component receives beside its input.
        package let needs: Set<PluginNeed>
        /// The position of its `type` in the manifest.
        package let mark: SourceMark

        /// Whether it uses what version 1 of the interface does not have.
        fileprivate var needsVersion2: Bool {
            !needs.isEmpty || !schema.capabilities.isSubset(of: PluginGenerator.possibleInVersion1)
        }

        package enum Kind: String, SettingChoice {
            case tokenizer, generator, sampler, constraint, rule, importer, exporter
        }
    }

    /// The version of the contract, from 1 to `latestVersion`.
    package let interface: Int
    /// The identifier in locks and messages.
    package let id: String
    package let version: String
    package let summary: String
    package let route: Route
    /// The timeout of a call, in seconds.
    package let timeout: Double
    /// The timeout of loading, in seconds: from the start of the process to its first answer.
    package let loadingTimeout: Double
    /// The limit of the process's address space, in MiB.
    package let memory: Int
    package let components: [Component]
    /// The folder that contains the manifest, without a trailing slash.
    package let folder: String
    /// The position of `id` in the manifest.
    package let mark: SourceMark

    /// The author, who distinguishes its components from others with the same name: `author/name`; nil for none.
    package let author: String?
    /// What it needs to run.
    package let requirements: PluginRequirements

    /// The folder that keeps digests, builds and Python packages of plug-ins between runs; nil for none.
    package var cache: String?

    package static let fileName = "plugin.yaml"

    package static let latestVersion = 2

    private static let interface = Setting<Int>(
        "muse_plugin", kind: .integer(1...latestVersion), "version of the plug-in interface")
    private static let id = Setting<String>("id", "identifier in locks and messages")
    private static let version = Setting<String>("version", "version of the plug-in")
    private static let author = Setting<String>(
        "author", default: nil, "name that precedes those of the components: author/name")
    private static let summary = Setting<String>("summary", default: "", "one line on its purpose")
    private static let library = Setting<String>(
        "library", default: nil, "path of a shared object, relative to the manifest")
    private static let command = Setting<[String]>(
        "command", default: nil, "program and arguments, run in the manifest's folder")
    private static let timeout = Setting<Double>(
        "timeout", in: 0.01...86_400, default: 10, unit: "seconds", "timeout of a call")
    private static let loadingTimeout = Setting<Double>(
        "loading_timeout", in: 0.01...86_400, default: 60, unit: "seconds",
        "timeout of loading: from the start of the process to its first answer")
    private static let memory = Setting<Int>(
        "memory", in: 16...1_048_576, default: 8192, unit: "MiB", "limit of the process's address space")
    static let schema = Schema(
        "plugin", "manifest of a plug-in",
        [
            interface, id, version, author, summary, library, command, timeout, loadingTimeout, memory,
            PluginRequirements.group,
        ])
    private static let components = "components"

    /// Reads the manifest in a folder.
    ///
    /// - Throws: `RecipeErrors` with all mistakes in the manifest; `FileError` if it cannot be read.
    package init(folder: String) throws {
        let path = folder == "/" ? "/\(Self.fileName)" : "\(folder)/\(Self.fileName)"
        try self.init(try FileReader.bytes(path, limit: 1 << 20), path: path, folder: folder)
    }

    /// Reads a manifest from the bytes of its file.
    ///
    /// - Throws: `RecipeErrors` with all mistakes in the manifest.
    package init(_ bytes: [UInt8], path: String, folder: String) throws {
        let source = try SourceFile(recipe: bytes, name: path)
        let start = SourceMark(source: source, line: 1, column: 1)
        var mistakes = Mistakes()
        let read = try mistakes.collect { try YAMLReader.read(source) }
        let root = (read ?? nil) ?? Node(.map([]), at: start)
        let settings = try mistakes.collect {
            guard root.entries != nil else {
                throw RecipeError(
                    .wrongType(expected: "a mapping such as 'muse_plugin: 1'", found: root.described), path: "",
                    at: root.mark)
            }
            return try Settings(root, for: Self.schema, path: "", common: [Self.components])
        }
        components = try ManifestComponents(root, key: Self.components, &mistakes).components
        try mistakes.throwIfAny()
        guard let settings else { preconditionFailure("a manifest without settings passed the check") }
        switch (try settings.optional(Self.library), try settings.optional(Self.command)) {
        case (let library?, nil): route = .library(library.hasPrefix("/") ? library : "\(folder)/\(library)")
        case (nil, let command?) where !command.isEmpty: route = .process(command)
        default:
            throw RecipeErrors([
                RecipeError(.conflict("expected one of 'library' and 'command'"), path: "", at: root.mark)
            ])
        }
        interface = try settings[Self.interface]
        let requirements = try mistakes.collect { try PluginRequirements(settings) }
        try mistakes.throwIfAny()
        guard let requirements else { preconditionFailure("requirements with a mistake passed the check") }
        self.requirements = requirements
        if case .library = route, !requirements.packages.isEmpty {
            throw RecipeErrors([
                settings.conflict("only plug-ins with 'command' can require packages", about: PluginRequirements.group)
            ])
        }
        id = try settings[Self.id]
        version = try settings[Self.version]
        author = try settings.optional(Self.author)
        if let author, !author.isComponentName {
            let message = "invalid name '\(author)': use a-z, 0-9 and _, starting with a letter"
            throw RecipeErrors([settings.conflict(message, about: Self.author)])
        }
        summary = try settings[Self.summary]
        timeout = try settings[Self.timeout]
        loadingTimeout = try settings[Self.loadingTimeout]
        memory = try settings[Self.memory]
        mark = root[Self.id.info.name]?.mark ?? root.mark
        self.folder = folder
        if interface == 1, let component = components.first(where: \.needsVersion2) {
            let message = "'\(component.schema.name)' uses version 2 of the interface: write 'muse_plugin: 2'"
            let mark = root[Self.interface.info.name]?.mark ?? root.mark
            throw RecipeErrors([RecipeError(.conflict(message), path: Self.interface.info.name, at: mark)])
        }
    }

    /// The name of a component in recipes: `author/name` if the plug-in has an author.
    package func name(of component: Component) -> String {
        author.map { "\($0)/\(component.schema.name)" } ?? component.schema.name
    }
}
