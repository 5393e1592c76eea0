import MusePlatform

/// An exclusive lock on a file, held as long as this object lives; it ends with the process, however that ends.
package final class FileLock: Sendable {
    private let file: Int32

    private init(_ file: Int32) { self.file = file }

    /// Takes the lock at once; nil while another holder has it, in this process or another.
    ///
    /// - Parameter path: made where it is missing; it stays.
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
