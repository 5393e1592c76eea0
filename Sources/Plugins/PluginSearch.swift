import MusePlatform
import MuseRecipe

/// Finds plug-ins without running them.
package enum PluginSearch {
    /// The folders in `MUSE_PLUGIN_PATH`, separated by colons, then `~/.local/share/muse/plugins`.
    package static var path: [String] { folders(named: "MUSE_PLUGIN_PATH") + [installFolder].compactMap { $0 } }

    /// The folder of installed plug-ins, `~/.local/share/muse/plugins`; nil without a home.
    package static var installFolder: String? {
        let data = value("XDG_DATA_HOME") ?? value("HOME").map { "\($0)/.local/share" }
        return data.map { "\($0)/muse/plugins" }
    }

    /// The folders whose plug-ins may be built when they are needed: those in `MUSE_BUILD_PLUGINS`, separated by
    /// colons, that of installed plug-ins, and that of the plug-ins in the repository in which a program was built.
    package static func buildable(by program: String?) -> [String] {
        let repository = program?.start(before: "/.build/")
        return folders(named: "MUSE_BUILD_PLUGINS")
            + [installFolder, repository.map { "\($0)/Plugins" }].compactMap { $0 }
    }

    /// Finds plug-in folders. Each folder in `path` is either a plug-in itself or contains plug-ins, sorted by name.
    ///
    /// - Parameter includingDisabled: whether disabled plug-ins are found too.
    /// - Returns: the folders that have a manifest, without duplicates. Folders that do not exist are skipped.
    package static func folders(in path: [String], includingDisabled: Bool = false) -> [String] {
        var found: [String] = []
        var seen: Set<String> = []
        for folder in path {
            let folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
            let inner = Files.names(in: folder).map { "\(folder)/\($0)" }
            for candidate in [folder] + inner where isPlugin(candidate) {
                if isDisabled(candidate), !includingDisabled { continue }
                if seen.insert(Files.absolute(candidate)).inserted { found.append(candidate) }
            }
        }
        return found
    }

    package static func isPlugin(_ folder: String) -> Bool {
        Files.isRegularFile("\(folder)/\(PluginManifest.fileName)")
    }

    /// The file that marks a plug-in as disabled. It is hidden, so it does not change the plug-in's digest.
    package static func disabledMark(in folder: String) -> String { "\(folder)/.disabled" }

    package static func isDisabled(_ folder: String) -> Bool { Files.exists(disabledMark(in: folder)) }

    private static func folders(named variable: String) -> [String] {
        value(variable).map { $0.split(separator: ":").map(String.init) } ?? []
    }

    private static func value(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension String {
    /// The text before the last occurrence of a part; nil if there is none.
    fileprivate func start(before part: String) -> String? {
        let pieces = split(separator: part, omittingEmptySubsequences: false)
        return pieces.count > 1 ? pieces.dropLast().joined(separator: part) : nil
    }
}
