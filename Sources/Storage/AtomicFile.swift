import MusePlatform

/// The system's `write`, which `AtomicFile.write` hides.
private func systemWrite(_ file: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(file, bytes.baseAddress, bytes.count)
}

/// Writes files that are whole or not there.
package enum AtomicFile {
    /// Writes a file, or leaves what was there as it was.
    ///
    /// The bytes go into a hidden file of the same folder, which then takes the name. A link is followed, permissions
    /// of a file that is replaced are kept; a device or pipe (`/dev/stdout`) is written as it is.
    ///
    /// - Throws: `FileError`, with nothing left behind.
    package static func write(_ bytes: [UInt8], to path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            // A link that leads nowhere is replaced, as is a name that is free; other trouble shows when writing.
            return try replace(path, with: bytes, at: path, mode: nil)
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG:
            guard access(path, W_OK) == 0 else { throw FileError(path: path, code: errno) }
            try replace(try resolved(path), with: bytes, at: path, mode: status.st_mode & 0o7777)
        case S_IFDIR:
            throw FileError(path: path, code: EISDIR)
        default:
            let file = open(path, O_WRONLY | O_CLOEXEC)
            guard file >= 0 else { throw FileError(path: path, code: errno) }
            defer { close(file) }
            try put(bytes, into: file, path)
        }
    }

    private static func replace(
        _ target: String, with bytes: [UInt8], at path: String, mode: mode_t?
    ) throws {
        let folder = target.lastIndex(of: "/").map { String(target[...$0]) } ?? ""
        let (file, temporary) = try openTemporary(in: folder, for: path)
        do {
            defer { close(file) }
            if let mode { fchmod(file, mode) }
            try put(bytes, into: file, path)
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, target) == 0 else {
            let error = FileError(path: path, code: errno)
            unlink(temporary)
            throw error
        }
    }

    private static func openTemporary(in folder: String, for path: String) throws -> (file: Int32, name: String) {
        var number = 0
        while true {
            let name = "\(folder).muse-\(getpid())-\(number).tmp"
            let file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if file >= 0 { return (file, name) }
            // Taken by another thread, or left by a process that was killed.
            guard errno == EEXIST, number < 10_000 else { throw FileError(path: path, code: errno) }
            number += 1
        }
    }

    private static func put(_ bytes: [UInt8], into file: Int32, _ path: String) throws {
        try bytes.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = systemWrite(file, UnsafeRawBufferPointer(rebasing: bytes[done...]))
                if count < 0 && errno != EINTR { throw FileError(path: path, code: errno) }
                done += max(count, 0)
            }
        }
    }

    /// The file that a chain of links ends at.
    private static func resolved(_ path: String) throws -> String {
        guard let real = realpath(path, nil) else { throw FileError(path: path, code: errno) }
        defer { free(real) }
        return String(cString: real)
    }
}
