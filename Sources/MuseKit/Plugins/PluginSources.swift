import MusePlugins
import MuseRecipe

/// Where plug-ins are found, and in which processes they run.
public struct PluginSources: Sendable, Hashable {
    /// Folders that are plug-ins or contain plug-ins. Folders that do not exist are skipped.
    public var folders: [String]
    /// The program that tests plug-ins, runs their libraries and supervises their processes: `muse`, called with
    /// `plugins probe FOLDER`, `plugins host FOLDER` and `plugins supervise COMMAND`. If nil, plug-ins that have never
    /// been tested are refused, and so are libraries that have to be isolated.
    public var program: String?
    /// Which libraries run in processes of their own.
    public var isolation: PluginIsolation
    /// The folders whose plug-ins are compiled, and their Python packages installed, when they are needed. Other
    /// plug-ins are refused until they are built.
    public var buildable: [String]
    /// The folder that plug-ins are installed in; nil if none can be.
    public var installFolder: String?

    public init(
        folders: [String] = [], program: String? = nil, isolation: PluginIsolation = .all, buildable: [String] = [],
        installFolder: String? = nil
    ) {
        self.folders = folders
        self.program = program
        self.isolation = isolation
        self.buildable = buildable
        self.installFolder = installFolder
    }

    /// Only plug-ins that a recipe names and that have been tested before.
    public static var none: PluginSources { PluginSources() }

    /// The folders in `MUSE_PLUGIN_PATH`, then `~/.local/share/muse/plugins`, where plug-ins are installed. Installed
    /// plug-ins, those in `MUSE_BUILD_PLUGINS` and those of the repository in which the program was built are built
    /// when they are needed.
    public static func searchPath(program: String?, isolation: PluginIsolation = .all) -> PluginSources {
        PluginSources(
            folders: PluginSearch.path, program: program, isolation: isolation,
            buildable: PluginSearch.buildable(by: program),
            installFolder: PluginSearch.installFolder)
    }
}

extension PluginSources {
    /// Whether the plug-in in a folder is built when it is needed.
    func builds(_ folder: String) -> Bool {
        buildable.contains { "\(Files.absolute(folder))/".hasPrefix("\(Files.absolute($0))/") }
    }
}

/// Which plug-ins' libraries run in processes of their own.
///
/// A library in this process is faster by some microseconds a step, but can crash, exit or block it.
public enum PluginIsolation: Sendable, Hashable {
    case all
    /// All but the plug-ins with these ids.
    case allExcept(Set<String>)
    /// All libraries run in this process.
    case none

    func includes(_ id: String) -> Bool {
        switch self {
        case .all: true
        case .allExcept(let ids): !ids.contains(id)
        case .none: false
        }
    }
}
