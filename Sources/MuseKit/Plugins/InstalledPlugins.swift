import MusePlugins
import MuseProtocols
import MuseRecipe
import MuseStorage

/// The plug-ins that a `Muse` has found, and what of them runs.
final class InstalledPlugins: Sendable {
    let sources: PluginSources
    private let own: Registries
    private let cache: ModelCache
    private let found = Monitor<[Plugins]>([])
    private let searched = Monitor<Result<Registries, any Error>?>(nil)
    /// Folders of plug-ins that have passed their tests.
    private let tested = Monitor<Set<String>>([])

    init(_ sources: PluginSources, own: Registries, cache: ModelCache) {
        self.sources = sources
        self.own = own
        self.cache = cache
    }

    /// muse's own components and those of the plug-ins on the search path.
    ///
    /// - Throws: `RecipeErrors` for a manifest that is wrong or two components of one name.
    func registries() throws -> Registries {
        if let result = searched.read({ $0 }) { return try result.get() }
        // Not while the monitor is held: reading a manifest may take long.
        let result = Result { try registries(beside: [], .init(.silent)) }
        searched.change { $0 = $0 ?? result }
        return try result.get()
    }

    /// Those of a recipe's own plug-ins too.
    func registries(
        beside folders: [(path: String, mark: SourceMark)], _ reporter: RunReporter
    ) throws -> Registries {
        var path = sources.folders
        for (folder, mark) in folders {
            if PluginSearch.folders(in: [folder]).isEmpty {
                let message =
                    "no plug-in is in '\(folder)': neither it nor a folder in it has a \(PluginManifest.fileName)"
                throw RecipeErrors([RecipeError(.conflict(message), path: "plugins", at: mark)])
            }
            path.append(folder)
        }
        let manifests = try PluginSearch.folders(in: path).map { try PluginManifest(folder: $0) }
        if manifests.isEmpty { return own }
        let plugins = try Plugins(manifests) { [weak self] manifest in
            try self?.checkBeforeUse(manifest.origin, reporter)
        }
        found.change { $0.append(plugins) }
        return try plugins.added(to: own)
    }

    /// Ends everything that runs.
    func stop() {
        for plugins in found.read({ $0 }) { plugins.stop() }
    }

    /// Tests a plug-in that was never used before, in another process.
    ///
    /// - Throws: `MuseError` with what it does wrong; `FileError`.
    func checkBeforeUse(_ plugin: PluginOrigin, _ reporter: RunReporter) throws {
        if tested.read({ $0.contains(plugin.folder) }) { return }
        let note = "\(cache.folder)/plugins/\(try plugin.digest().prefix(32))"
        if (try? FileReader.bytes(note)) == nil {
            guard let tester = sources.tester else {
                throw MuseError.data(
                    "the plug-in '\(plugin.id)' in \(plugin.folder) was never tested; "
                        + "run 'muse plugins test \(plugin.folder)' first")
            }
            reporter.remark("plug-in: '\(plugin.id)' in \(plugin.folder), used for the first time")
            let breaches = try ContractProcess.run(plugin.folder, tester: tester)
            if !breaches.isEmpty {
                throw MuseError.data("the plug-in '\(plugin.id)' in \(plugin.folder) fails its tests:\n\(breaches)")
            }
            try markTested(plugin)
        }
        tested.change { _ = $0.insert(plugin.folder) }
    }

    /// - Throws: `FileError`.
    func markTested(_ plugin: PluginOrigin) throws {
        let folder = "\(cache.folder)/plugins"
        try createDirectories(folder)
        try AtomicFile.write(
            Array("\(plugin.id) in \(plugin.folder)\n".utf8), to: "\(folder)/\(try plugin.digest().prefix(32))")
    }
}
