import MusePlugins
import MuseProtocols
import MuseRecipe

/// The plug-ins that this call of muse has found, and what of them runs.
enum InstalledPlugins {
    private static let found = Monitor<[Plugins]>([])

    /// muse's own components and those of the plug-ins on the search path.
    ///
    /// - Throws: `RecipeErrors` for a manifest that is wrong or two components of one name.
    static func registries() throws -> Registries { try registries(beside: []) }

    /// Those of a recipe's own plug-ins too.
    static func registries(beside folders: [(path: String, mark: SourceMark)]) throws -> Registries {
        var path = PluginSearch.path
        for (folder, mark) in folders {
            if PluginSearch.folders(in: [folder]).isEmpty {
                let message =
                    "no plug-in is in '\(folder)': neither it nor a folder in it has a \(PluginManifest.fileName)"
                throw RecipeErrors([RecipeError(.conflict(message), path: "plugins", at: mark)])
            }
            path.append(folder)
        }
        let plugins = try Plugins(PluginSearch.folders(in: path).map { try PluginManifest(folder: $0) })
        found.change { $0.append(plugins) }
        return try plugins.added(to: .builtIn)
    }

    /// Ends all that runs.
    static func stop() {
        for plugins in found.read({ $0 }) { plugins.stop() }
    }

    /// Puts plug-ins that were never used before through their tests, in another process, and says so: a bad one fails there.
    ///
    /// - Throws: `WrongData` with the promises that one breaks; `FileError`.
    static func checkBeforeUse(_ plugins: [PluginOrigin], isQuiet: Bool) throws {
        for plugin in plugins {
            let note = "\(ModelCache.root)/plugins/\(try plugin.digest().prefix(32))"
            if (try? FileReader.bytes(note)) != nil { continue }
            if !isQuiet { Terminal.say("plug-in: '\(plugin.id)' in \(plugin.folder), used for the first time") }
            let words = try ContractProcess.run(plugin.folder)
            if !words.isEmpty {
                throw WrongData("the plug-in '\(plugin.id)' in \(plugin.folder) breaks its promises:\n\(words)")
            }
            try createDirectories("\(ModelCache.root)/plugins")
            try AtomicFile.write(Array("\(plugin.id) in \(plugin.folder)\n".utf8), to: note)
        }
    }
}
