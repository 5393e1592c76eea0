import MusePlatform
import MuseRecipe
import MuseStorage

/// Copies and deletes folders with everything in them.
package enum FolderTree {
    private static let depthLimit = 32

    /// What is not copied: products of builds and caches. Hidden files are not copied either.
    private static func isExcluded(_ name: String) -> Bool {
        name == "__pycache__" || name == "node_modules" || name.hasSuffix(".pyc") || name.hasSuffix(".o")
    }

    /// Copies the files of a plug-in. Links are replaced by what they lead to.
    ///
    /// - Parameters:
    ///   - target: the new folder.
    ///   - root: the folder that links must not leave; nil to follow all links.
    ///   - excluding: the path of a file that is not copied, relative to `source`.
    /// - Throws: `PackageError` for what cannot be copied; `FileError`.
    package static func copy(
        _ source: String, to target: String, within root: String?, excluding: String? = nil
    ) throws {
        try copy(source, to: target, within: root.map { Files.absolute($0) + "/" }, excluding, depth: 0)
    }

    private static func copy(
        _ source: String, to target: String, within root: String?, _ excluding: String?, depth: Int
    ) throws {
        guard depth < depthLimit else { throw PackageError("'\(printable(source))': folders are nested too deeply") }
        try createDirectories(target)
        for name in Files.names(in: source) where !isExcluded(name) && name != excluding {
            let (from, to) = ("\(source)/\(name)", "\(target)/\(name)")
            if let root, !(Files.absolute(from) + "/").hasPrefix(root) {
                throw PackageError("'\(printable(from))' is a link that leaves the plug-in's folder")
            }
            if Files.isFolder(from) {
                let rest = excluding.flatMap { $0.hasPrefix("\(name)/") ? String($0.dropFirst(name.count + 1)) : nil }
                try copy(from, to: to, within: root, rest, depth: depth + 1)
            } else if Files.isRegularFile(from) {
                try AtomicFile.copy(from, to: to)
                var status = stat()
                if stat(from, &status) == 0 { chmod(to, status.st_mode & 0o777) }
            } else {
                throw PackageError("'\(printable(from))' is neither a file nor a folder")
            }
        }
    }

    /// Deletes a file, link or folder, if it exists. Links are not followed.
    ///
    /// - Throws: `FileError`.
    package static func remove(_ path: String) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw FileError(path: path, code: errno)
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            guard unlink(path) == 0 else { throw FileError(path: path, code: errno) }
            return
        }
        // Folders of archives can be read-only.
        chmod(path, status.st_mode & 0o777 | 0o700)
        for name in Files.names(in: path, includingHidden: true) { try remove("\(path)/\(name)") }
        guard rmdir(path) == 0 else { throw FileError(path: path, code: errno) }
    }
}
