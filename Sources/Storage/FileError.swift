import MusePlatform

/// An error of the file system: `out/jig.abc: No space left on device`.
package struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
    package let path: String
    /// The system's error message, if it has one.
    package let reason: String

    package init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    /// - Parameter code: an `errno`.
    package init(path: String, code: Int32) {
        self.init(path: path, reason: strerror(code).map { String(cString: $0) } ?? "error \(code)")
    }

    package var description: String { "\(printable(path)): \(reason)" }
}
