public import MuseProtocols

/// The plug-ins of one run of muse.
public struct Plugins: Sendable {
    /// Called before any code of a plug-in runs. May be called more than once.
    package typealias BeforeUse = @Sendable (PluginManifest) throws -> Void

    private let hosts: [any PluginHost]
    private let prepare: BeforeUse

    package var manifests: [PluginManifest] { hosts.map(\.manifest) }

    /// Reads the plug-in manifest in each folder.
    ///
    /// - Parameter program: `muse`, which supervises the plug-ins' processes and runs their libraries in processes of
    ///   their own; nil to load libraries into this process.
    /// - Throws: `RecipeErrors` for mistakes in the manifests and for two plug-ins with the same id; `FileError`.
    public init(folders: [String], program: String? = nil) throws {
        try self.init(folders.map { try PluginManifest(folder: $0) }, program: program)
    }

    /// Combines plug-ins.
    ///
    /// - Parameters:
    ///   - others: plug-ins that are in use as well.
    ///   - program: supervises processes of plug-ins, called with `plugins supervise COMMAND`, and runs libraries in
    ///     processes of their own, called with `plugins host FOLDER`; nil for neither.
    ///   - isIsolated: whether a library runs in a process of its own, if there is a program.
    ///   - observer: receives the calls and the output of plug-ins in processes.
    ///   - isCancelled: polled during calls; ends the plug-in's process when it becomes true.
    ///   - prepare: called before the digest of a plug-in's files is computed; builds the plug-in or throws.
    ///   - beforeUse: throws to prevent a plug-in from running.
    /// - Throws: `RecipeErrors` for two plug-ins with the same id.
    package init(
        _ manifests: [PluginManifest], beside others: [PluginManifest] = [], program: String? = nil,
        isIsolated: (PluginManifest) -> Bool = { _ in true }, observer: PluginObserver = .none,
        isCancelled: @escaping @Sendable () -> Bool = { false },
        prepare: @escaping BeforeUse = { _ in }, beforeUse: @escaping BeforeUse = { _ in }
    ) throws {
        self.prepare = prepare
        var places: [String: PluginManifest] = [:]
        for manifest in others { places[manifest.id] = manifest }
        for manifest in manifests {
            if let first = places[manifest.id] {
                let message = "the plug-in '\(manifest.id)' is also at \(first.mark.place); remove one of them"
                throw RecipeErrors([RecipeError(.conflict(message), path: "id", at: manifest.mark)])
            }
            places[manifest.id] = manifest
        }
        hosts = manifests.map { manifest in
            switch manifest.route {
            case .library(let path):
                if let program, isIsolated(manifest) {
                    ProcessHost(
                        manifest, libraryIn: program, beforeUse: beforeUse, isCancelled: isCancelled,
                        observer: observer)
                } else {
                    LibraryHost(manifest, path: path, beforeUse: beforeUse)
                }
            case .process(let command):
                ProcessHost(
                    manifest, command: PluginEnvironment(manifest)?.command(command) ?? command, supervisor: program,
                    beforeUse: beforeUse, isCancelled: isCancelled, observer: observer)
            }
        }
    }

    /// The registries with the components of all plug-ins appended.
    ///
    /// Components of a plug-in with an author are called `author/name`; `name` alone selects them too, unless
    /// another component has that name.
    ///
    /// - Throws: `RecipeErrors` if two components of a kind have the same name, including the author.
    public func added(to registries: Registries) throws -> Registries {
        let constraints = registries.constraints
        var registries = registries
        var places: [String: String] = [:]
        for host in hosts {
            let origin = host.manifest.origin(prepare: prepare)
            for component in host.manifest.components {
                let (kind, name) = (component.kind.rawValue, host.manifest.name(of: component))
                func adding<Product>(
                    to registry: Registry<Product>,
                    _ make: @escaping @Sendable (PluginManifest.Component, PluginSettings) throws -> Product
                ) throws -> Registry<Product> {
                    if let other = registry.entries.first(where: { $0.schema.name == name }) {
                        let place =
                            places["\(kind) \(name)"] ?? other.plugin.map { "the other is in \($0.folder)" }
                            ?? "one of them is built in"
                        let message = "two \(kind)s are called '\(name)'; \(place)"
                        throw RecipeErrors([RecipeError(.conflict(message), path: "type", at: component.mark)])
                    }
                    places["\(kind) \(name)"] = "the other is at \(component.mark.place)"
                    let entry = Registry<Product>.Entry(component.schema.named(name), plugin: origin) { settings in
                        try make(component, PluginSettings(settings, component.schema))
                    }
                    return registry.adding(entry)
                }
                switch component.kind {
                case .tokenizer:
                    registries.tokenizers = try adding(to: registries.tokenizers) { try PluginTokenizer($0, host, $1) }
                case .generator:
                    registries.generators = try adding(to: registries.generators) { PluginGenerator($0, host, $1) }
                case .sampler: registries.samplers = try adding(to: registries.samplers, host.sampler)
                case .constraint:
                    registries.constraints = try adding(to: registries.constraints) {
                        PluginConstraint($0, host, $1, constraints)
                    }
                case .rule: registries.rules = try adding(to: registries.rules) { PluginRule($0, host, $1) }
                case .importer:
                    registries.importers = try adding(to: registries.importers) { PluginImporter($0, host, $1) }
                case .exporter:
                    registries.exporters = try adding(to: registries.exporters) { PluginExporter($0, host, $1) }
                }
            }
        }
        return registries
    }

    /// Stops the plug-ins, unless all their components are gone, which stops them too.
    package var stopper: @Sendable () -> Void {
        let stops = hosts.map { host -> @Sendable () -> Void in { [weak host] in host?.stop() } }
        return { for stop in stops { stop() } }
    }

    /// The identifiers of the running plug-in processes. Each leads its own process group.
    package var processIdentifiers: [Int32] { hosts.compactMap(\.processIdentifier) }

    /// Stops all plug-ins.
    public func stop() {
        for host in hosts { host.stop() }
    }
}
