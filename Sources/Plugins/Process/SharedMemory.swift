import MusePlatform

/// Memory shared with a process, for scores that would otherwise be sent in messages. Used by one thread at a time.
final class SharedMemory: @unchecked Sendable {
    /// The path of the file that backs the memory. Valid until `hide`.
    let path: String
    let floats: UnsafeMutableBufferPointer<Float>
    private static let size = 1 << 20

    var byteCount: Int { Self.size }

    /// nil if the system cannot provide shared memory. Scores are then sent in messages.
    init?() {
        let folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var template = Array("\(folder)/muse-\(String(repeating: "X", count: 6))".utf8CString)
        let file = mkstemp(&template)
        guard file >= 0 else { return nil }
        defer { close(file) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard ftruncate(file, Self.size) == 0,
            let start = mmap(nil, Self.size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), start != MAP_FAILED
        else {
            unlink(path)
            return nil
        }
        floats = UnsafeMutableBufferPointer(
            start: start.bindMemory(to: Float.self, capacity: Self.size / 4), count: Self.size / 4)
    }

    deinit {
        hide()
        munmap(floats.baseAddress, Self.size)
    }

    /// Removes the file. Processes that have opened the memory keep access.
    func hide() { unlink(path) }
}
