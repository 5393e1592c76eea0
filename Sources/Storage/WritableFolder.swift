import MusePlatform

/// Finds out whether a folder takes files before there is anything to write.
package enum WritableFolder {
    private static let probeSize = 1 << 16

    /// Writes a file of 64 KiB into the folder, or into the nearest one above it that is there, and removes it again.
    /// The folder itself is not made.
    ///
    /// - Throws: `FileError` where the folder could not be made, is not writable or has no space left.
    package static func check(_ folder: String) throws {
        let existing = try nearestExisting(folder)
        let (file, path) = try openProbe(in: existing)
        defer {
            close(file)
            unlink(path)
        }
        let zeros = [UInt8](repeating: 0, count: probeSize)
        var done = 0
        while done < zeros.count {
            let count = zeros[done...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { throw FileError(path: folder, code: errno) }
            done += max(count, 0)
        }
    }

    /// The folder, or the nearest one above it that is there.
    private static func nearestExisting(_ folder: String) throws -> String {
        var path = folder
        var status = stat()
        while stat(path, &status) != 0 {
            guard errno == ENOENT else { throw FileError(path: path, code: errno) }
            guard let slash = path.lastIndex(of: "/") else { return "." }
            path = slash == path.startIndex ? "/" : String(path[..<slash])
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw FileError(path: path, code: ENOTDIR) }
        return path
    }

    private static func openProbe(in folder: String) throws -> (file: Int32, path: String) {
        var number = 0
        while true {
            let path = "\(folder)/.muse-\(getpid())-\(number).probe"
            let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if file >= 0 { return (file, path) }
            // Taken by another thread, or left by a process that was killed.
            guard errno == EEXIST, number < 10_000 else { throw FileError(path: folder, code: errno) }
            number += 1
        }
    }
}
