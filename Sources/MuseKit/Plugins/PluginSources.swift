import MusePlugins

/// Where plug-ins are found, and how they are tested before their first use.
public struct PluginSources: Sendable, Hashable {
    /// Folders that are plug-ins or contain plug-ins. Folders that do not exist are skipped.
    public var folders: [String]
    /// The program that tests plug-ins in a separate process, so that a crash does not affect this one: `muse`, called
    /// with `plugins probe FOLDER`. If nil, plug-ins that have never been tested are refused.
    public var tester: String?

    public init(folders: [String] = [], tester: String? = nil) {
        self.folders = folders
        self.tester = tester
    }

    /// Only plug-ins that a recipe names and that have been tested before.
    public static var none: PluginSources { PluginSources() }

    /// The folders in `MUSE_PLUGIN_PATH`, then `~/.local/share/muse/plugins`.
    public static func searchPath(tester: String?) -> PluginSources {
        PluginSources(folders: PluginSearch.path, tester: tester)
    }
}
