#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The few things that a recipe asks of the file system.
enum Files {
    static func isRegularFile(_ path: String) -> Bool { kind(path) == S_IFREG }
    static func isFolder(_ path: String) -> Bool { kind(path) == S_IFDIR }

    private static func kind(_ path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    /// The same for two paths that lead to one file.
    static func identity(_ path: String) -> String {
        var status = stat()
        return stat(path, &status) == 0 ? "\(status.st_dev) \(status.st_ino)" : path
    }

    /// The last part of a path.
    static func name(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

    /// What stands before the last part: `` for `jig.yaml`, `a/` for `a/jig.yaml`, `/` for `/jig.yaml`.
    static func folder(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }

    static func resolve(_ path: String, relativeTo folder: String) -> String {
        path.hasPrefix("/") ? path : simplified(folder + path)
    }

    /// Without `.` and doubled slashes. `..` stays: after a link it does not undo the part before it.
    static func simplified(_ path: String) -> String {
        let joined = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        return path.hasPrefix("/") ? "/" + joined : joined.isEmpty ? "." : joined
    }

    /// Links and `..` resolved; of a path that does not exist, only the working directory put before it.
    static func absolute(_ path: String) -> String {
        if let real = realpath(path, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        if path.hasPrefix("/") { return simplified(path) }
        guard let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return simplified(String(cString: folder) + "/" + path)
    }

    /// The way from a folder to a file: `../Corpora/a.abc`.
    static func relative(_ path: String, to folder: String) -> String {
        let target = absolute(path).split(separator: "/")
        let start = absolute(folder.isEmpty ? "." : folder).split(separator: "/")
        let shared = zip(target, start).prefix { $0 == $1 }.count
        let up = Array(repeating: "..", count: start.count - shared)
        return (up + target.dropFirst(shared).map(String.init)).joined(separator: "/")
    }
}
