import MusePlugins
import MuseProtocols
import MuseRecipe
import MuseStorage

/// The plug-ins that this call of muse has found, and what of them runs.
enum InstalledPlugins {
    private static let found = Monitor<[Plugins]>([])

    /// muse's own components and those of the plug-ins on the search path.
    ///
    /// - Throws: `RecipeErrors` for a manifest that is wrong or two components of one name.
    static func registries() throws -> Registries {
        try shared.change { shared in
            let result = shared ?? Result { try registries(beside: []) }
            shared = result
            return result
        }.get()
    }

    private static let shared = Monitor<Result<Registries, any Error>?>(nil)

    /// Those of a recipe's own plug-ins too.
    static func registries(
        beside folders: [(path: String, mark: SourceMark)], isQuiet: Bool = false
    ) throws -> Registries {
        var path = PluginSearch.path
        for (folder, mark) in folders {
            if PluginSearch.folders(in: [folder]).isEmpty {
                let message =
                    "no plug-in is in '\(folder)': neither it nor a folder in it has a \(PluginManifest.fileName)"
                throw RecipeErrors([RecipeError(.conflict(message), path: "plugins", at: mark)])
            }
            path.append(folder)
        }
        let plugins = try Plugins(PluginSearch.folders(in: path).map { try PluginManifest(folder: $0) }) { manifest in
            try checkBeforeUse(manifest.origin, isQuiet: isQuiet)
        }
        found.change { $0.append(plugins) }
        return try plugins.added(to: .builtIn)
    }

    /// Ends all that runs.
    static func stop() {
        for plugins in found.read({ $0 }) { plugins.stop() }
    }

    /// Folders of those that this call of muse has found right.
    private static let checked = Monitor<Set<String>>([])

    /// Puts a plug-in that was never used before through its tests, in another process, and says so: a bad one fails there.
    ///
    /// - Throws: `WrongData` with the promises that it breaks; `FileError`.
    static func checkBeforeUse(_ plugin: PluginOrigin, isQuiet: Bool) throws {
        if checked.read({ $0.contains(plugin.folder) }) { return }
        let note = "\(ModelCache.root)/plugins/\(try plugin.digest().prefix(32))"
        if (try? FileReader.bytes(note)) == nil {
            if !isQuiet { Terminal.say("plug-in: '\(plugin.id)' in \(plugin.folder), used for the first time") }
            let words = try ContractProcess.run(plugin.folder)
            if !words.isEmpty {
                throw WrongData("the plug-in '\(plugin.id)' in \(plugin.folder) breaks its promises:\n\(words)")
            }
            try createDirectories("\(ModelCache.root)/plugins")
            try AtomicFile.write(Array("\(plugin.id) in \(plugin.folder)\n".utf8), to: note)
        }
        checked.change { _ = $0.insert(plugin.folder) }
    }
}
