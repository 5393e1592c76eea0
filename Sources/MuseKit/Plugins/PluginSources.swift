import MusePlugins

/// Where plug-ins come from, and how they are tested before their first use.
public struct PluginSources: Sendable, Hashable {
    /// Folders that are plug-ins or hold some; one that does not exist holds none.
    public var folders: [String]
    /// The program that tests a plug-in in a process of its own, so that a crash stays there: `muse`, which is called
    /// with `plugins probe FOLDER`. Without one, plug-ins that were never tested are refused.
    public var tester: String?

    public init(folders: [String] = [], tester: String? = nil) {
        self.folders = folders
        self.tester = tester
    }

    /// No plug-ins but those that a recipe names and that were tested before.
    public static var none: PluginSources { PluginSources() }

    /// `MUSE_PLUGIN_PATH` and `~/.local/share/muse/plugins`.
    public static func searchPath(tester: String?) -> PluginSources {
        PluginSources(folders: PluginSearch.path, tester: tester)
    }
}
