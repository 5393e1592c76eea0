#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Why a file could not be read.
package struct UnreadableFile: Error, Equatable, Sendable, CustomStringConvertible {
    package let path: String
    /// In the system's words: `No such file or directory`.
    package let problem: String

    package init(path: String, problem: String) {
        self.path = path
        self.problem = problem
    }

    package var description: String { "cannot read '\(path)': \(problem)" }
}

/// The few things that a recipe asks of the file system.
enum Files {
    /// At most `limit` bytes of a file.
    ///
    /// - Throws: `UnreadableFile`.
    static func read(_ path: String, limit: Int) throws -> [UInt8] {
        func failure() -> UnreadableFile { UnreadableFile(path: path, problem: String(cString: strerror(errno))) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < limit {
            // Named in full: inside this type, `read` is this function.
            #if canImport(Glibc)
                let count = Glibc.read(descriptor, &chunk, min(chunk.count, limit - bytes.count))
            #elseif canImport(Musl)
                let count = Musl.read(descriptor, &chunk, min(chunk.count, limit - bytes.count))
            #else
                let count = Darwin.read(descriptor, &chunk, min(chunk.count, limit - bytes.count))
            #endif
            if count < 0, errno == EINTR { continue }
            if count < 0 { throw failure() }
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return bytes
    }

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
