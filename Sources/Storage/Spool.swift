import CMuseSystem
import MusePlatform

/// Bytes that wait to be used: a few are in memory, more in a temporary file without a name, of which nothing is left
/// however the process ends.
package struct Spool: Sendable {
    private let memoryLimit: Int
    /// What is not in the file yet.
    private var recent: [UInt8] = []
    private var file: UnnamedFile?
    private var fileSize = 0

    /// - Parameter memoryLimit: the number of bytes above which they are moved to the file.
    package init(memoryLimit: Int = 1 << 22) { self.memoryLimit = memoryLimit }

    /// Adds bytes.
    ///
    /// - Returns: the position at which `bytes(_:)` finds them.
    /// - Throws: `FileError`.
    package mutating func append(_ bytes: [UInt8]) throws -> Range<Int> {
        let start = fileSize + recent.count
        recent += bytes
        if recent.count > memoryLimit {
            let file = try self.file ?? UnnamedFile()
            try file.write(recent, at: fileSize)
            self.file = file
            fileSize += recent.count
            recent.removeAll()
        }
        return start..<start + bytes.count
    }

    /// Returns the bytes that `append` has added at a position. Any thread can call it.
    ///
    /// - Throws: `FileError`.
    package func bytes(_ range: Range<Int>) throws -> [UInt8] {
        if let file, range.lowerBound < fileSize { return try file.bytes(range) }
        return Array(recent[range.lowerBound - fileSize..<range.upperBound - fileSize])
    }
}

/// A temporary file that is removed when nothing refers to it, or when the process ends.
private final class UnnamedFile: Sendable {
    private let file: Int32
    private let folder: String

    init() throws {
        folder = temporaryFolder()
        let unnamed = muse_open_unnamed(folder)
        if unnamed >= 0 {
            file = unnamed
        } else {
            let (file, name) = try TemporaryFile.open(in: "\(folder)/", isPrivate: true, for: folder)
            unlink(name)
            self.file = file
        }
    }

    deinit { close(file) }

    func write(_ bytes: [UInt8], at offset: Int) throws {
        try bytes.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
                let count = pwrite(file, rest.baseAddress, rest.count, off_t(offset + done))
                if count < 0 && errno != EINTR { throw FileError(path: folder, code: errno) }
                done += max(count, 0)
            }
        }
    }

    func bytes(_ range: Range<Int>) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            while count < range.count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                let read = pread(file, rest.baseAddress, rest.count, off_t(range.lowerBound + count))
                if read < 0 && errno == EINTR { continue }
                guard read > 0 else {
                    throw read < 0
                        ? FileError(path: folder, code: errno)
                        : FileError(path: folder, reason: "a temporary file was cut off")
                }
                count += read
            }
        }
    }
}
