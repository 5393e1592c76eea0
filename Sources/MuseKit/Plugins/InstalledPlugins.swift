import MusePlugins
import MuseProtocols
import MuseRecipe
import MuseStorage

/// The plug-ins that an instance of `Muse` has found, including those that are running.
final class InstalledPlugins: Sendable {
    let sources: PluginSources
    private let observer: PluginObserver
    private let components: Registries
    private let cache: ModelCache
    /// Stops the plug-ins found so far, unless their recipes and components are gone.
    private let stops = Monitor<[@Sendable () -> Void]>([])
    private let searched = Monitor<Registries?>(nil)
    /// The reporter of the latest call for `searched`, whose components all calls share.
    private let latest = Monitor<RunReporter?>(nil)
    /// Folders of plug-ins that could not be added, reported once.
    private let leftOut = Monitor<Set<String>>([])
    /// Folders of plug-ins that have passed their tests.
    private let tested = Monitor<Set<String>>([])

    init(_ sources: PluginSources, observer: PluginObserver, components: Registries, cache: ModelCache) {
        self.sources = sources
        self.observer = observer
        self.components = components
        self.cache = cache
    }

    /// The components given to `Muse`, then those of the plug-ins in `sources`.
    func registries(_ reporter: RunReporter) throws -> Registries {
        latest.change { $0 = reporter }
        if let found = searched.read({ $0 }) { return found }
        let latest = latest
        let shared = RunObserver(
            observe: { event in latest.read { $0 }?.send(event) },
            isCancelled: { latest.read { $0 }?.isCancelled() ?? false })
        // Outside the monitor, because reading manifests can take long.
        let found = try registries(beside: [], RunReporter(shared))
        searched.change { $0 = $0 ?? found }
        return found
    }

    /// The same, with the plug-ins in the folders that a recipe names.
    ///
    /// A plug-in in `sources` that cannot be added is left out with a warning: nobody may need it.
    ///
    /// - Throws: `RecipeErrors` for a folder without a plug-in, a mistake in a manifest, or two components of a kind
    ///   with the same name.
    func registries(
        beside folders: [(path: String, mark: SourceMark)], _ reporter: RunReporter
    ) throws -> Registries {
        for (folder, mark) in folders
        where PluginSearch.folders(in: [folder], includingDisabled: true).isEmpty {
            let message = "no plug-in in '\(folder)': neither it nor a folder in it has a \(PluginManifest.fileName)"
            throw RecipeErrors([RecipeError(.conflict(message), path: "plugins", at: mark)])
        }
        let named = PluginSearch.folders(in: folders.map(\.path), includingDisabled: true)
        let own = Set(named.map(Files.absolute))
        var all: [Plugins] = []
        var registries = components
        for folder in PluginSearch.folders(in: sources.folders) where !own.contains(Files.absolute(folder)) {
            do {
                let plugins = try plugins(in: folder, beside: all, reporter)
                registries = try plugins.added(to: registries)
                all.append(plugins)
            } catch let errors as RecipeErrors {
                leaveOut(folder, errors.errors.first?.description ?? "\(errors)", reporter)
            } catch let error as FileError {
                leaveOut(folder, "\(error)", reporter)
            }
        }
        for folder in named {
            let plugins = try plugins(in: folder, beside: all, reporter)
            registries = try plugins.added(to: registries)
            all.append(plugins)
        }
        stops.change { $0 += all.map(\.stopper) }
        return registries
    }

    /// The files of plug-ins that recipes can name. Plug-ins with mistakes in their manifests are left out.
    var files: PluginFiles {
        let path = sources.folders
        return PluginFiles { listed in
            let folders =
                PluginSearch.folders(in: listed, includingDisabled: true) + PluginSearch.folders(in: path)
            let found = folders.compactMap { folder in (try? PluginManifest(folder: folder)).map { ($0.id, folder) } }
            return Dictionary(found) { first, _ in first }
        }
    }

    private func plugins(in folder: String, beside others: [Plugins], _ reporter: RunReporter) throws -> Plugins {
        let (sources, observer) = (sources, observer)
        let manifest = try manifest(in: folder)
        try manifest.requirements.check(museVersion: Muse.version)
        let prepare: Plugins.BeforeUse = { [weak self] in try self?.prepare($0, reporter) }
        return try Plugins(
            [manifest], beside: others.flatMap(\.manifests), program: sources.program,
            // A library in this process cannot be observed.
            isIsolated: { sources.isolation.includes($0.id) || observer.isActive }, observer: observer,
            isCancelled: reporter.isCancelled, prepare: prepare,
            beforeUse: { [weak self] manifest in
                try self?.checkIsolation(of: manifest)
                try self?.checkBeforeUse(manifest.origin(prepare: prepare), reporter)
            })
    }

    /// The manifest of the plug-in in a folder, with the cache for what belongs to it.
    ///
    /// - Throws: `RecipeErrors` with all mistakes in the manifest; `FileError` if it cannot be read.
    func manifest(in folder: String) throws -> PluginManifest {
        var manifest = try PluginManifest(folder: folder)
        manifest.cache = self.folder
        return manifest
    }

    /// Builds a plug-in that needs it, if it is in one of the folders for which `sources` allows this.
    ///
    /// - Throws: `PluginError` for another plug-in that is not built, or if the build fails; `FileError`;
    ///   `CancellationError`.
    private func prepare(_ manifest: PluginManifest, _ reporter: RunReporter) throws {
        guard sources.builds(manifest.folder) else { return try manifest.checkIsBuilt() }
        let build = PluginBuild(manifest)
        guard try build.isNeeded() else { return }
        reporter.remark("plug-in: building '\(manifest.id)' in \(manifest.folder)")
        try build.run(isCancelled: reporter.isCancelled)
    }

    private func leaveOut(_ folder: String, _ reason: String, _ reporter: RunReporter) {
        guard leftOut.change({ $0.insert(folder).inserted }) else { return }
        let line = reason.split(separator: "\n").first.map(String.init) ?? reason
        reporter.warn("the plug-in in \(folder) is left out ('muse plugins' tells more): \(line)")
    }

    /// Stops all plug-ins.
    func stop() {
        for stop in stops.read({ $0 }) { stop() }
    }

    /// Tests a plug-in in another process before its first use.
    ///
    /// - Throws: `MuseError` with the failed tests; `PluginError` if it cannot be built; `RecipeErrors` for mistakes in
    ///   its manifest; `FileError`; `CancellationError`.
    func checkBeforeUse(_ plugin: PluginOrigin, _ reporter: RunReporter) throws {
        if tested.read({ $0.contains(plugin.folder) }) { return }
        if try !Files.exists(note(of: plugin)) {
            guard let tester = sources.program else {
                throw MuseError.data(
                    "the plug-in '\(plugin.id)' in \(plugin.folder) has never been tested; "
                        + "run 'muse plugins test \(plugin.folder)' first")
            }
            reporter.remark("plug-in: '\(plugin.id)' in \(plugin.folder), used for the first time")
            var options = ContractProcess.Options()
            options.isCancelled = reporter.isCancelled
            let manifest = try manifest(in: plugin.folder)
            try PluginBuild(manifest).checkPython()
            let breaches = try ContractProcess.run(manifest, tester: tester, options).breaches
            if !breaches.isEmpty {
                throw MuseError.data("the plug-in '\(plugin.id)' in \(plugin.folder) fails its tests:\n\(breaches)")
            }
            try markTested(plugin)
        }
        tested.change { _ = $0.insert(plugin.folder) }
    }

    /// - Throws: `MuseError` for a library that has to be isolated, if there is no program to run it in.
    private func checkIsolation(of manifest: PluginManifest) throws {
        guard case .library = manifest.route, sources.program == nil, sources.isolation.includes(manifest.id) else {
            return
        }
        throw MuseError.data(
            "the plug-in '\(manifest.id)' in \(manifest.folder) is a library, and there is no program to run it in; see "
                + "PluginSources.program and PluginSources.isolation")
    }

    /// Records that a plug-in has passed its tests.
    ///
    /// - Throws: `FileError`.
    func markTested(_ plugin: PluginOrigin) throws {
        try createDirectories(folder)
        try AtomicFile.write(Array("\(plugin.id) in \(plugin.folder)\n".utf8), to: note(of: plugin))
    }

    /// The file that records that a plug-in has passed its tests.
    private func note(of plugin: PluginOrigin) throws -> String { "\(folder)/\(try plugin.digest().prefix(32))" }

    /// The folder in the cache for what belongs to plug-ins.
    private var folder: String { "\(cache.folder)/plugins" }
}
