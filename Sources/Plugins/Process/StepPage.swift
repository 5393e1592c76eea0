import Synchronization

/// The part of the shared memory in which muse and a plug-in exchange the requests of steps, without system calls while
/// both are running.
///
/// muse writes a request, then its number; the plug-in writes its answer, then the same number. A plug-in that has had
/// nothing to do for a while sleeps until an empty message on standard input wakes it. Words are 32-bit integers.
package struct StepPage: @unchecked Sendable {
    package static let byteCount = 1 << 16

    private let words: UnsafeMutablePointer<Int32>
    static let firstWord = 1024
    static let lastWord = byteCount / 4
    static let errorLimit = 4 * (firstWord - 16)

    /// - Parameter start: memory of `byteCount` bytes, initially 0.
    package init(_ start: UnsafeMutableRawPointer) {
        words = start.bindMemory(to: Int32.self, capacity: Self.byteCount / 4)
    }

    private enum Place: Int {
        case requested, answered, isAsleep, errorLength
    }

    private func atomic(_ place: Place) -> UnsafeMutablePointer<Atomic<Int32>> {
        UnsafeMutableRawPointer(words + place.rawValue).assumingMemoryBound(to: Atomic<Int32>.self)
    }

    private func load(_ place: Place) -> Int32 { atomic(place).pointee.load(ordering: .sequentiallyConsistent) }

    private func store(_ value: Int32, _ place: Place) {
        atomic(place).pointee.store(value, ordering: .sequentiallyConsistent)
    }

    // MARK: muse

    /// Writes the words of a `StepRequest`.
    ///
    /// - Returns: whether they fit. If they do not, nothing is requested.
    package func request(_ request: [Int32]) -> Bool {
        guard Self.firstWord + request.count <= Self.lastWord else { return false }
        request.withUnsafeBytes {
            UnsafeMutableRawBufferPointer(start: words + Self.firstWord, count: $0.count).copyMemory(from: $0)
        }
        store(load(.requested) &+ 1, .requested)
        return true
    }

    /// Whether the host has to be woken by a message.
    package var isAsleep: Bool { load(.isAsleep) != 0 }

    /// Whether the last request is answered.
    package var isAnswered: Bool { load(.answered) == load(.requested) }

    /// The error in the answer; nil if the request succeeded.
    package var error: String? {
        let length = min(Int(load(.errorLength)), Self.errorLimit)
        guard length > 0 else { return nil }
        return String(decoding: UnsafeRawBufferPointer(start: words + 16, count: length), as: UTF8.self)
    }

    // MARK: The host

    /// The words of the request that is not answered yet, and what is behind them.
    package var pending: UnsafeBufferPointer<Int32>? {
        guard !isAnswered else { return nil }
        return UnsafeBufferPointer(start: words + Self.firstWord, count: Self.lastWord - Self.firstWord)
    }

    /// Answers the pending request.
    package func answer(error: String?) {
        let bytes = (error ?? "").utf8.prefix(Self.errorLimit)
        UnsafeMutableRawBufferPointer(start: words + 16, count: Self.errorLimit).copyBytes(from: bytes)
        store(Int32(bytes.count), .errorLength)
        store(load(.requested), .answered)
    }

    package func setAsleep(_ isAsleep: Bool) { store(isAsleep ? 1 : 0, .isAsleep) }
}
