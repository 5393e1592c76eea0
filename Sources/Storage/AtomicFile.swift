import CMuseSystem
import MusePlatform

/// The system's `write`, which is hidden by `AtomicFile.write`.
private func systemWrite(_ file: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(file, bytes.baseAddress, bytes.count)
}

/// Writes files atomically: no reader sees a partial file.
package enum AtomicFile {
    /// Writes a file, or leaves the existing one unchanged.
    ///
    /// The bytes of a new file are written before it gets its name, where the file system allows this; otherwise to a
    /// hidden file in the same folder, which is then renamed. A symbolic link is followed, and the permissions of a
    /// replaced file are kept; a device or pipe (`/dev/stdout`) is written directly.
    ///
    /// - Throws: `FileError`; no partial file is left.
    package static func write(_ bytes: [UInt8], to path: String) throws {
        // Most files are new, which is found out without asking whether they exist.
        if try create(path, bytes) { return }
        try write(to: path) { try put(bytes, into: $0, path) }
    }

    /// Copies a file, or leaves the existing one unchanged, as `write` does.
    ///
    /// - Throws: `FileError`; no partial file is left.
    package static func copy(_ source: String, to path: String) throws {
        try write(to: path) { file in
            try FileReader.forEachChunk(of: source) { try put($0, into: file, path) }
        }
    }

    /// Writes a file in pieces, or leaves the existing one unchanged, as `write` does.
    ///
    /// - Parameter pieces: calls its argument with each piece.
    /// - Throws: `FileError`, and errors of `pieces`; no partial file is left.
    package static func write(
        to path: String, pieces: (_ put: (_ bytes: [UInt8]) throws -> Void) throws -> Void
    ) throws {
        try write(to: path) { file in try pieces { try put($0, into: file, path) } }
    }

    private static func write(to path: String, _ fill: (_ file: Int32) throws -> Void) throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            // A dangling link is replaced, and a missing file is created; other errors surface when writing.
            return try replace(path, at: path, mode: nil, fill)
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG:
            guard access(path, W_OK) == 0 else { throw FileError(path: path, code: errno) }
            try replace(try resolved(path), at: path, mode: status.st_mode & 0o7777, fill)
        case S_IFDIR:
            throw FileError(path: path, code: EISDIR)
        default:
            let file = open(path, O_WRONLY | O_CLOEXEC)
            guard file >= 0 else { throw FileError(path: path, code: errno) }
            defer { close(file) }
            try fill(file)
        }
    }

    /// Creates a file that has no name until it is complete, so that nothing is left if this process is killed.
    ///
    /// - Returns: false if something has the name, or if the system or the file system cannot do it.
    private static func create(_ path: String, _ bytes: [UInt8]) throws -> Bool {
        let folder = parentFolder(of: path)
        let file = muse_open_unnamed(folder.isEmpty ? "." : folder)
        guard file >= 0 else { return false }
        defer { close(file) }
        try put(bytes, into: file, path)
        return muse_name_file(file, path) == 0
    }

    private static func replace(
        _ target: String, at path: String, mode: mode_t?, _ fill: (_ file: Int32) throws -> Void
    ) throws {
        let (file, temporary) = try TemporaryFile.open(in: parentFolder(of: target), isPrivate: false, for: path)
        do {
            defer { close(file) }
            if let mode { fchmod(file, mode) }
            try fill(file)
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

    /// Returns the target of a chain of symbolic links.
    private static func resolved(_ path: String) throws -> String {
        guard let real = realpath(path, nil) else { throw FileError(path: path, code: errno) }
        defer { free(real) }
        return String(cString: real)
    }
}
