import MusePlatform
import MuseRecipe

/// Where plug-ins are looked for, without running any.
package enum PluginSearch {
    /// `MUSE_PLUGIN_PATH`, folders with colons between, and `~/.local/share/muse/plugins`.
    package static var path: [String] {
        let named = value("MUSE_PLUGIN_PATH").map { $0.split(separator: ":").map(String.init) } ?? []
        let data = value("XDG_DATA_HOME") ?? value("HOME").map { "\($0)/.local/share" }
        return named + (data.map { ["\($0)/muse/plugins"] } ?? [])
    }

    /// The plug-ins in folders: a folder is one itself, or those in it are. Sorted by name in each.
    ///
    /// - Returns: folders with a manifest, each once; a folder that is not there has none.
    package static func folders(in path: [String]) -> [String] {
        var found: [String] = []
        var seen: Set<String> = []
        for folder in path {
            let folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
            let inner = Files.names(in: folder).map { "\(folder)/\($0)" }
            for candidate in [folder] + inner where isPlugin(candidate) {
                if seen.insert(Files.absolute(candidate)).inserted { found.append(candidate) }
            }
        }
        return found
    }

    package static func isPlugin(_ folder: String) -> Bool {
        Files.isRegularFile("\(folder)/\(PluginManifest.fileName)")
    }

    private static func value(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
