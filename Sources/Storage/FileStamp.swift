import MusePlatform

/// What tells without reading a file whether it has changed: its size and the time of its last change.
package struct FileStamp: Hashable, Sendable {
    package let size: Int
    /// In nanoseconds since 1970.
    package let modified: Int

    /// - Throws: `FileError`.
    package init(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else { throw FileError(path: path, code: errno) }
        size = Int(status.st_size)
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        modified = Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
    }
}
