import MusePlatform

/// Checks in advance whether files can be written to a folder.
package enum WritableFolder {
    private static let probeSize = 1 << 16

    /// Writes a probe file of 64 KiB to the folder, or to its nearest existing parent, and removes it. The folder
    /// itself is not created.
    ///
    /// - Throws: `FileError` if the folder could not be created, is not writable or has no space left.
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

    /// Returns the folder, or its nearest existing parent.
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
            // The name is in use by another thread or was left by a process that was killed.
            guard errno == EEXIST, number < 10_000 else { throw FileError(path: folder, code: errno) }
            number += 1
        }
    }
}
