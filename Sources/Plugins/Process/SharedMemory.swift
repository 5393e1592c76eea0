import CMuseSystem
import MusePlatform

/// Memory shared with a process, for scores that would otherwise be sent in messages. Used by one thread at a time.
///
/// Where the system allows it, its size is sealed: a process that truncated it would crash muse at its next access.
final class SharedMemory: @unchecked Sendable {
    /// The path of the file that backs the memory, for the process to open. Valid until `hide`.
    let path: String
    /// The file, if it is anonymous; nil if it is at `path`.
    private let file: Int32?
    let floats: UnsafeMutableBufferPointer<Float>
    private static let size = 1 << 20

    var byteCount: Int { Self.size }

    /// nil if the system cannot provide shared memory. Scores are then sent in messages.
    init?() {
        let sealed = muse_sealed_memory(Self.size)
        if sealed >= 0 {
            guard let floats = Self.map(sealed, Self.size) else {
                close(sealed)
                return nil
            }
            // Exists only as long as this process, however it ends.
            path = "/proc/\(getpid())/fd/\(sealed)"
            file = sealed
            self.floats = floats
            return
        }
        let folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var template = Array("\(folder)/muse-\(String(repeating: "X", count: 6))".utf8CString)
        let file = mkstemp(&template)
        guard file >= 0 else { return nil }
        defer { close(file) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.file = nil
        guard ftruncate(file, Self.size) == 0, let floats = Self.map(file, Self.size) else {
            unlink(path)
            return nil
        }
        self.floats = floats
    }

    /// Maps the memory that a path names; nil if this fails.
    static func map(_ path: String, size: Int) -> UnsafeMutableBufferPointer<Float>? {
        let file = open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return map(file, size)
    }

    private static func map(_ file: Int32, _ size: Int) -> UnsafeMutableBufferPointer<Float>? {
        guard let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), start != MAP_FAILED else {
            return nil
        }
        return UnsafeMutableBufferPointer(start: start.bindMemory(to: Float.self, capacity: size / 4), count: size / 4)
    }

    deinit {
        hide()
        if let file { close(file) }
        munmap(floats.baseAddress, Self.size)
    }

    /// Removes the file, unless it is anonymous. Processes that have opened the memory keep access.
    func hide() { if file == nil { unlink(path) } }
}
