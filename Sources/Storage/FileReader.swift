import MusePlatform

/// Reads whole files.
package enum FileReader {
    /// All bytes of a file, pipe or device.
    ///
    /// - Parameter limit: maximal number of bytes; a longer file is an error, found without reading all of it.
    /// - Throws: `FileError`.
    package static func bytes(_ path: String, limit: Int = 1 << 30) throws -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FileError(path: path, code: errno) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw FileError(path: path, code: errno) }
        if status.st_mode & S_IFMT == S_IFDIR { throw FileError(path: path, code: EISDIR) }
        let tooLarge = FileError(path: path, reason: "larger than the limit of \(limit) bytes")
        if Int(status.st_size) > limit { throw tooLarge }

        // One byte more than the size detects the end of the file in one read. A file without a size, or one that
        // grows, is read in steps.
        var bytes: [UInt8] = []
        var room = Int(status.st_size) + 1
        while true {
            let before = bytes.count
            bytes.append(contentsOf: try chunk(of: file, path, room))
            if bytes.count == before { return bytes }
            if bytes.count > limit { throw tooLarge }
            room = max(65536, room - (bytes.count - before))
        }
    }

    /// At most `room` bytes; none at the end.
    private static func chunk(of file: Int32, _ path: String, _ room: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            var got = -1
            repeat { got = read(file, buffer.baseAddress, room) } while got < 0 && errno == EINTR
            guard got >= 0 else { throw FileError(path: path, code: errno) }
            count = got
        }
    }
}
