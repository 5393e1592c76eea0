import MusePlatform

/// An exclusive lock on a file, released when this object is deallocated or the process ends.
package final class FileLock: Sendable {
    private let file: Int32

    private init(_ file: Int32) { self.file = file }

    /// Takes the lock without waiting; returns nil if it is already held, by this process or another.
    ///
    /// - Parameter path: the lock file; created if missing, never deleted.
    /// - Throws: `FileError`.
    package static func take(_ path: String) throws -> FileLock? {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw FileError(path: path, code: errno) }
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            if code == EINTR { continue }
            close(file)
            if code == EWOULDBLOCK { return nil }
            throw FileError(path: path, code: code)
        }
        return FileLock(file)
    }

    deinit { close(file) }
}
