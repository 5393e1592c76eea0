import MusePlatform

/// A file whose bytes are read from disk when they are used, and which take memory only as long as there is some.
///
/// The file must not be cut while it is mapped; one that `AtomicFile` replaces keeps its old bytes here.
package final class MappedFile: Sendable {
    nonisolated(unsafe) private let start: UnsafeRawPointer?
    package let count: Int

    /// - Throws: `FileError`.
    package init(_ path: String) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FileError(path: path, code: errno) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw FileError(path: path, code: errno) }
        count = Int(status.st_size)
        guard count > 0 else {
            start = nil
            return
        }
        guard let pages = mmap(nil, count, PROT_READ, MAP_SHARED, file, 0), pages != MAP_FAILED else {
            throw FileError(path: path, code: errno)
        }
        start = UnsafeRawPointer(pages)
    }

    deinit {
        if let start { munmap(UnsafeMutableRawPointer(mutating: start), count) }
    }

    package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }
}
