import MusePlatform
import MuseRecipe

/// Finds plug-ins without running them.
package enum PluginSearch {
    /// The folders in `MUSE_PLUGIN_PATH`, separated by colons, then `~/.local/share/muse/plugins`.
    package static var path: [String] {
        let named = value("MUSE_PLUGIN_PATH").map { $0.split(separator: ":").map(String.init) } ?? []
        let data = value("XDG_DATA_HOME") ?? value("HOME").map { "\($0)/.local/share" }
        return named + (data.map { ["\($0)/muse/plugins"] } ?? [])
    }

    /// Finds plug-in folders. Each folder in `path` is either a plug-in itself or contains plug-ins, sorted by name.
    ///
    /// - Returns: the folders that have a manifest, without duplicates. Folders that do not exist are skipped.
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
