import MusePlatform
import MusePlugins
import MuseProtocols
import MuseRecipe
import MuseStorage

/// A plug-in that has been installed.
public struct InstalledPlugin: Sendable {
    /// The id in its manifest.
    public let id: String
    /// The version in its manifest.
    public let version: String
    /// The folder that it was installed in.
    public let folder: String
    /// The version that it replaces; nil if there was none.
    public let replacedVersion: String?
}

extension Muse {
    /// Compiles a plug-in's library with `make`, if it has a Makefile, and installs its Python packages in an
    /// environment of its own.
    ///
    /// - Throws: `RecipeErrors` for mistakes in its manifest; errors of the build; `FileError`; `CancellationError`.
    public func buildPlugin(in folder: String, isCancelled: @escaping @Sendable () -> Bool = { false }) throws {
        _ = try builtPlugin(in: folder, isCancelled: isCancelled)
    }

    /// Builds a plug-in as `buildPlugin` does, and returns its manifest.
    func builtPlugin(in folder: String, isCancelled: @escaping @Sendable () -> Bool) throws -> PluginManifest {
        let manifest = try plugins.manifest(in: folder)
        try manifest.requirements.check(museVersion: Muse.version)
        try PluginBuild(manifest).run(isCancelled: isCancelled)
        return manifest
    }

    /// Installs a plug-in: copies, unpacks or clones it, builds it, tests it, and only then adds it to the installed
    /// plug-ins. A failure leaves nothing behind.
    ///
    /// - Parameters:
    ///   - source: a folder, an archive (`.tar`, `.tar.gz`, `.tgz`, `.tar.xz`, `.zip`) or a git URL.
    ///   - replacing: whether to replace the same version. Another version is always replaced.
    ///   - observer: receives a remark before building and testing, and can cancel the installation.
    /// - Throws: `MuseError`; `RecipeErrors` for mistakes in the manifest; errors of the build; `FileError`;
    ///   `CancellationError`.
    public func installPlugin(
        _ source: String, replacing: Bool = false, observer: RunObserver = .silent
    ) throws -> InstalledPlugin {
        let store = try pluginStore()
        let package = try PackageSource(source)
        let temporary = try store.temporaryFolder()
        defer { try? FolderTree.remove(temporary) }
        let fetched = "\(temporary)/fetched"
        try createDirectories(fetched)
        let files = try package.fetch(into: fetched, isCancelled: observer.isCancelled)
        let original = try PluginManifest(folder: files)
        try original.requirements.check(museVersion: Muse.version)
        guard original.id.isPackageName else {
            throw MuseError.data("the id '\(printable(original.id))' is invalid: use letters, digits, '_', '-' and '.'")
        }
        let place = store.place(of: original.id)
        let old = PluginSearch.isPlugin(place) ? try? plugins.manifest(in: place) : nil
        if let old, old.version == original.version, !replacing {
            throw MuseError.use(
                "'\(original.id)' \(original.version) is already installed in \(place); --force replaces it")
        }
        let new = "\(temporary)/\(original.id)"
        try FolderTree.copy(files, to: new, within: package.boundary(of: files), excluding: original.builtLibrary)
        let manifest = try plugins.manifest(in: new)
        let hadEnvironment = PluginEnvironment(manifest)?.isReady ?? false
        let build = PluginBuild(manifest)
        defer { build.forget() }
        do {
            if try build.isNeeded() { observer.observe(.remark("plug-in: building '\(manifest.id)'")) }
            try build.run(isCancelled: observer.isCancelled)
            observer.observe(.remark("plug-in: testing '\(manifest.id)'"))
            var options = ContractProcess.Options()
            options.isCancelled = observer.isCancelled
            try test(manifest, options)
            if observer.isCancelled() { throw CancellationError() }
            try store.replace(manifest.id, with: new, temporary: temporary)
        } catch {
            if !hadEnvironment { PluginEnvironment(manifest)?.remove() }
            throw error
        }
        let installed = try plugins.manifest(in: place)
        try PluginBuild(installed).record()
        try plugins.markTested(installed.origin())
        if let unused = old.flatMap(PluginEnvironment.init), unused.folder != PluginEnvironment(installed)?.folder {
            unused.remove()
        }
        return InstalledPlugin(
            id: installed.id, version: installed.version, folder: place, replacedVersion: old?.version)
    }

    /// Deletes an installed plug-in and its Python packages.
    ///
    /// - Returns: the folder that it was in.
    /// - Throws: `MuseError.use` if it is not installed; `FileError`.
    public func removePlugin(_ id: String) throws -> String {
        let store = try pluginStore()
        let environment = (try? plugins.manifest(in: store.place(of: id))).flatMap(PluginEnvironment.init)
        try store.remove(id)
        environment?.remove()
        return store.place(of: id)
    }

    /// Enables or disables an installed plug-in. Searches skip a disabled one.
    ///
    /// - Throws: `MuseError.use` if it is not installed; `FileError`.
    public func setPlugin(_ id: String, isEnabled: Bool) throws { try pluginStore().setEnabled(isEnabled, id) }

    private func pluginStore() throws -> PluginStore {
        guard let folder = pluginSources.installFolder else {
            throw MuseError.use("there is no folder to install plug-ins in: set HOME or XDG_DATA_HOME")
        }
        return PluginStore(folder)
    }
}

extension String {
    /// Whether the text can be the name of a plug-in's folder.
    fileprivate var isPackageName: Bool {
        !isEmpty && !hasPrefix(".") && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
    }
}

extension PluginManifest {
    /// The path of the library that `make` compiles, relative to the folder; nil if it comes with the plug-in.
    fileprivate var builtLibrary: String? {
        guard case .library(let path) = route, path.hasPrefix("\(folder)/"),
            Files.isRegularFile("\(folder)/Makefile")
        else { return nil }
        return String(path.dropFirst(folder.count + 1))
    }
}
