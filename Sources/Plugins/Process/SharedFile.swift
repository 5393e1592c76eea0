import MusePlatform
import MuseStorage

/// A temporary file that a plug-in reads or writes, for what is too large for a message. Nothing of it is left behind.
final class SharedFile {
    /// The path for the plug-in. Valid as long as the object exists.
    let path: String
    private let file: Int32
    /// Whether the file has a name that has to be removed.
    private let isNamed: Bool

    /// - Throws: `FileError`.
    init(_ bytes: [UInt8] = []) throws {
        let name: String
        (file, name) = try TemporaryFile.open(in: "/tmp/", isPrivate: true, for: "/tmp")
        let link = "/proc/\(getpid())/fd/\(file)"
        isNamed = access(link, R_OK) != 0
        path = isNamed ? name : link
        if !isNamed { unlink(name) }
        try Self.write(bytes, into: file, name)
    }

    /// Fills the file of another process.
    ///
    /// - Parameter path: its `path`.
    /// - Throws: `FileError`.
    static func fill(_ path: String, with bytes: [UInt8]) throws {
        let file = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)
        guard file >= 0 else { throw FileError(path: path, reason: String(cString: strerror(errno))) }
        defer { close(file) }
        try write(bytes, into: file, path)
    }

    private static func write(_ bytes: [UInt8], into file: Int32, _ name: String) throws {
        var sent = 0
        try bytes.withUnsafeBytes { bytes in
            while sent < bytes.count {
                let count = pwrite(file, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, off_t(sent))
                guard count > 0 || errno == EINTR else {
                    throw FileError(path: name, reason: String(cString: strerror(errno)))
                }
                sent += max(0, count)
            }
        }
    }

    deinit {
        if isNamed { unlink(path) }
        close(file)
    }

    /// What the file contains now.
    ///
    /// - Throws: `FileError`.
    func bytes() throws -> [UInt8] { try FileReader.bytes(path) }
}
