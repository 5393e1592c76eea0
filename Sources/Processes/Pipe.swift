import CMuseSystem
import MusePlatform
import MuseStorage

/// A pipe, whose ends are closed when nothing refers to it.
final class Pipe {
    let reading: Int32
    private(set) var writing: Int32

    /// - Parameter path: the program that an error names.
    /// - Throws: `FileError`.
    init(for path: String) throws {
        var ends: [Int32] = [-1, -1]
        guard muse_pipe(&ends) == 0 else { throw FileError(path: path, code: errno) }
        (reading, writing) = (ends[0], ends[1])
    }

    /// Closes the end of this process, so that the reader learns when the other process closes its own.
    func closeWriting() {
        if writing >= 0 { close(writing) }
        writing = -1
    }

    deinit {
        close(reading)
        closeWriting()
    }
}

/// Reads several pipes until all are closed.
struct PipeReading {
    private let pipes: [Pipe]
    private let limit: Int
    private var open: Set<Int>
    /// What was read from each pipe.
    private(set) var contents: [[UInt8]]
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    /// - Parameter limit: the number of bytes of each pipe that are kept; the others are read and dropped.
    init(_ pipes: [Pipe], limit: Int) {
        self.pipes = pipes
        self.limit = limit
        open = Set(pipes.indices)
        contents = pipes.map { _ in [] }
    }

    var isOpen: Bool { !open.isEmpty }

    /// Reads what there is, after waiting for it; -1 milliseconds wait without a limit.
    mutating func wait(milliseconds: Int32) {
        let indices = open.sorted()
        var files = indices.map { pollfd(fd: pipes[$0].reading, events: Int16(POLLIN), revents: 0) }
        guard poll(&files, nfds_t(files.count), milliseconds) > 0 else { return }
        for (i, file) in zip(indices, files) where file.revents != 0 {
            let count = read(file.fd, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                open.remove(i)
                continue
            }
            contents[i] += buffer[..<min(count, max(0, limit - contents[i].count))]
        }
    }
}
