import CMuseSystem
import MusePlatform
import MuseStorage

/// Memory shared with a process, for scores that would otherwise be sent in messages, and for the requests of steps.
/// Used by one thread at a time.
///
/// Where the system allows it, its size is sealed: a process that truncated it would crash muse at its next access.
final class SharedMemory: @unchecked Sendable {
    /// The path of the file that backs the memory, for the process to open. Valid until `hide`.
    let path: String
    /// The file, if it is anonymous; nil if it is at `path`.
    private let file: Int32?
    private let bytes: UnsafeMutableRawBufferPointer
    /// The scores, at the start of the memory.
    let floats: UnsafeMutableBufferPointer<Float>
    /// The requests of steps, behind the scores.
    let page: StepPage

    static let floatByteCount = 1 << 20
    static let byteCount = floatByteCount + StepPage.byteCount

    /// nil if the system cannot provide shared memory. Scores are then sent in messages.
    convenience init?() {
        let sealed = muse_sealed_memory(Self.byteCount)
        if sealed >= 0 {
            // The path exists only as long as this process, however it ends.
            self.init(sealed, path: "/proc/\(getpid())/fd/\(sealed)", isAnonymous: true)
            return
        }
        let folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm/" : "/tmp/"
        guard let (file, path) = try? TemporaryFile.open(in: folder, isPrivate: true, for: folder) else { return nil }
        guard ftruncate(file, Self.byteCount) == 0 else {
            close(file)
            unlink(path)
            return nil
        }
        self.init(file, path: path, isAnonymous: false)
    }

    /// Maps the memory of another process; nil if this fails.
    convenience init?(path: String) {
        let file = open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { return nil }
        // Kept open like an anonymous file of this process; nothing at `path` is removed.
        self.init(file, path: path, isAnonymous: true)
    }

    private init?(_ file: Int32, path: String, isAnonymous: Bool) {
        guard let start = mmap(nil, Self.byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), start != MAP_FAILED
        else {
            close(file)
            if !isAnonymous { unlink(path) }
            return nil
        }
        if !isAnonymous { close(file) }
        self.path = path
        self.file = isAnonymous ? file : nil
        bytes = UnsafeMutableRawBufferPointer(start: start, count: Self.byteCount)
        let count = Self.floatByteCount / 4
        floats = UnsafeMutableBufferPointer(start: start.bindMemory(to: Float.self, capacity: count), count: count)
        page = StepPage(start + Self.floatByteCount)
    }

    deinit {
        hide()
        if let file { close(file) }
        munmap(bytes.baseAddress, bytes.count)
    }

    /// Removes the file, unless it is anonymous. Processes that have opened the memory keep access.
    func hide() { if file == nil { unlink(path) } }
}
