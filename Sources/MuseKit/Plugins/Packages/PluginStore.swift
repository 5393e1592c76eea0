import MusePlatform
import MusePlugins
import MuseRecipe
import MuseStorage

/// The folder of the plug-ins that a person has installed, each in a folder of its id.
struct PluginStore {
    let folder: String

    init(_ folder: String) { self.folder = folder }

    func place(of id: String) -> String { "\(folder)/\(id)" }

    /// The ids of the installed plug-ins, including disabled ones.
    var ids: [String] { Files.names(in: folder).filter { PluginSearch.isPlugin(place(of: $0)) } }

    /// - Throws: `MuseError.use` with the nearest id if no plug-in with this id is installed.
    func check(_ id: String) throws {
        if ids.contains(id) { return }
        let hint =
            ids.isEmpty
            ? "none is" : nearestName(to: id, in: ids).map { "did you mean '\($0)'?" } ?? ids.joined(separator: ", ")
        throw MuseError.use("no plug-in '\(printable(id))' is installed in \(folder); \(hint)")
    }

    /// A new hidden folder, in which searches find nothing.
    ///
    /// - Throws: `FileError`.
    func temporaryFolder() throws -> String {
        try createDirectories(folder)
        return try TemporaryFile.folder(in: "\(folder)/")
    }

    /// Moves a finished folder to the place of a plug-in. The old plug-in is kept if this fails.
    ///
    /// - Parameter temporary: a folder beside the place.
    /// - Throws: `FileError`.
    func replace(_ id: String, with new: String, temporary: String) throws {
        let (place, old) = (place(of: id), "\(temporary)/old")
        let isReplaced = rename(place, old) == 0
        guard rename(new, place) == 0 else {
            let error = FileError(path: place, code: errno)
            if isReplaced { rename(old, place) }
            throw error
        }
    }

    /// Deletes a plug-in. It is not found any more as soon as the deletion begins.
    ///
    /// - Throws: `MuseError.use` if it is not installed; `FileError`.
    func remove(_ id: String) throws {
        try check(id)
        let temporary = try temporaryFolder()
        guard rename(place(of: id), "\(temporary)/old") == 0 else {
            let error = FileError(path: place(of: id), code: errno)
            try FolderTree.remove(temporary)
            throw error
        }
        try FolderTree.remove(temporary)
    }

    /// Enables or disables a plug-in. Searches skip a disabled one.
    ///
    /// - Throws: `MuseError.use` if it is not installed; `FileError`.
    func setEnabled(_ isEnabled: Bool, _ id: String) throws {
        try check(id)
        let mark = PluginSearch.disabledMark(in: place(of: id))
        if isEnabled {
            try FolderTree.remove(mark)
        } else {
            try AtomicFile.write(Array("'muse plugins enable \(id)' removes this file.\n".utf8), to: mark)
        }
    }
}
