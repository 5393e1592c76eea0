import MusePlatform

/// The system's folder for temporary files, without a trailing slash.
package func temporaryFolder() -> String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

/// Creates files and folders with names that nothing else has.
package enum TemporaryFile {
    /// Creates a hidden file, open for reading and writing.
    ///
    /// - Parameters:
    ///   - folder: the folder with a trailing slash; empty for the working directory.
    ///   - isPrivate: whether only this user can read it.
    ///   - path: the path that an error names.
    /// - Throws: `FileError`.
    package static func open(in folder: String, isPrivate: Bool, for path: String) throws -> (file: Int32, name: String)
    {
        try unique(in: folder, for: path) { name in
            let file = MusePlatform.open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, isPrivate ? 0o600 : 0o666)
            return file >= 0 ? (file, name) : nil
        }
    }

    /// Creates a hidden folder that only this user can read.
    ///
    /// - Parameter folder: the folder that contains it, with a trailing slash.
    /// - Returns: its path without a trailing slash.
    /// - Throws: `FileError`.
    package static func folder(in folder: String) throws -> String {
        try unique(in: folder, for: folder) { mkdir($0, 0o700) == 0 ? $0 : nil }
    }

    /// Tries names until one is free.
    ///
    /// - Parameter create: returns nil and sets `errno` if it fails.
    private static func unique<Result>(
        in folder: String, for path: String, _ create: (_ name: String) -> Result?
    ) throws -> Result {
        var number = 0
        while true {
            if let result = create("\(folder).muse-\(getpid())-\(number).tmp") { return result }
            // The name is in use by another thread or was left by a process that was killed.
            guard errno == EEXIST, number < 10_000 else { throw FileError(path: path, code: errno) }
            number += 1
        }
    }
}
