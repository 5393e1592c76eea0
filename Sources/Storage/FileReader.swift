import MusePlatform

/// Reads whole files.
package enum FileReader {
    /// Returns all bytes of a file, pipe or device.
    ///
    /// - Parameter limit: the maximum number of bytes; a longer file is rejected without reading all of it.
    /// - Throws: `FileError`.
    package static func bytes(_ path: String, limit: Int = 1 << 30) throws -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FileError(path: path, code: errno) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw FileError(path: path, code: errno) }
        if status.st_mode & S_IFMT == S_IFDIR { throw FileError(path: path, code: EISDIR) }
        if Int(status.st_size) > limit { throw tooLarge(path, limit) }
        return try bytes(of: file, path, size: Int(status.st_size), limit: limit)
    }

    /// Returns all bytes of standard input.
    ///
    /// - Throws: `FileError` with the path `<stdin>`.
    package static func standardInput(limit: Int = 1 << 30) throws -> [UInt8] {
        try bytes(of: 0, standardInputName, size: 1 << 16, limit: limit)
    }

    /// How messages call standard input.
    package static let standardInputName = "<stdin>"

    private static func bytes(of file: Int32, _ path: String, size: Int, limit: Int) throws -> [UInt8] {
        // One byte more than the size detects the end of the file in one read. A file without a size, or one that
        // grows, is read in steps.
        var bytes: [UInt8] = []
        var room = size + 1
        while true {
            let chunk = try chunk(of: file, path, room)
            if chunk.isEmpty { return bytes }
            // The first chunk usually is the whole file, which is not copied.
            if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
            if bytes.count > limit { throw tooLarge(path, limit) }
            room = max(65536, room - chunk.count)
        }
    }

    private static func tooLarge(_ path: String, _ limit: Int) -> FileError {
        FileError(path: path, reason: "larger than the limit of \(limit) bytes")
    }

    /// Calls `body` with the bytes of a file, at most a megabyte at a time.
    ///
    /// - Throws: `FileError`, and errors of `body`.
    package static func forEachChunk(of path: String, _ body: ([UInt8]) throws -> Void) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FileError(path: path, code: errno) }
        defer { close(file) }
        while true {
            let chunk = try chunk(of: file, path, 1 << 20)
            if chunk.isEmpty { return }
            try body(chunk)
        }
    }

    /// Reads at most `room` bytes; none at the end of the file.
    private static func chunk(of file: Int32, _ path: String, _ room: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            var readCount = -1
            repeat { readCount = read(file, buffer.baseAddress, room) } while readCount < 0 && errno == EINTR
            guard readCount >= 0 else { throw FileError(path: path, code: errno) }
            count = readCount
        }
    }
}
