import MusePlatform
import MuseStorage

/// File system functions for recipes.
package enum Files {
    package static func isRegularFile(_ path: String) -> Bool { PathKind(path) == .file }
    package static func isFolder(_ path: String) -> Bool { PathKind(path) == .folder }

    package static func exists(_ path: String) -> Bool { PathKind(path) != nil }

    /// The sorted names of the entries in a folder, by default without hidden ones; empty if it is not a folder.
    package static func names(in folder: String, includingHidden: Bool = false) -> [String] {
        entryNames(in: folder, includingHidden: includingHidden)
    }

    /// An identifier that is equal for two paths to the same file.
    package static func identity(_ path: String) -> String {
        var status = stat()
        return stat(path, &status) == 0 ? "\(status.st_dev) \(status.st_ino)" : path
    }

    /// The last part of a path.
    package static func name(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

    package static func resolve(_ path: String, relativeTo folder: String) -> String {
        path.hasPrefix("/") ? path : simplified(folder + path)
    }

    /// Removes `.` and repeated slashes. Keeps `..`, which after a symbolic link does not cancel the preceding part.
    static func simplified(_ path: String) -> String {
        let joined = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        return path.hasPrefix("/") ? "/" + joined : joined.isEmpty ? "." : joined
    }

    /// Resolves symbolic links and `..`. If the path does not exist, only prepends the working directory.
    package static func absolute(_ path: String) -> String {
        if let real = realpath(path, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        if path.hasPrefix("/") { return simplified(path) }
        guard let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return simplified(String(cString: folder) + "/" + path)
    }

    /// The relative path from a folder to a file: `../Corpora/a.abc`.
    package static func relative(_ path: String, to folder: String) -> String {
        let target = absolute(path).split(separator: "/")
        let start = absolute(folder.isEmpty ? "." : folder).split(separator: "/")
        let shared = zip(target, start).prefix { $0 == $1 }.count
        let up = Array(repeating: "..", count: start.count - shared)
        return (up + target.dropFirst(shared).map(String.init)).joined(separator: "/")
    }
}
