import MusePlatform

/// Creates a folder and its parents; existing ones are kept.
///
/// - Throws: `FileError` with the folder that could not be created.
package func createDirectories(_ path: String) throws {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
        made += made.isEmpty || made.hasSuffix("/") ? String(part) : "/\(part)"
        if mkdir(made, 0o777) == 0 { continue }
        let code = errno
        var status = stat()
        guard stat(made, &status) == 0 else { throw FileError(path: made, code: code) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw FileError(path: made, code: ENOTDIR) }
    }
}
