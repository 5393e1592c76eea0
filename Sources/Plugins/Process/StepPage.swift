package import MuseProtocols
import Synchronization

/// The part of the shared memory in which muse and the host of a library exchange the requests of steps, without system
/// calls while both are running.
///
/// muse writes a request, then its number; the host writes its answer, then the same number. A host that has had
/// nothing to do for a while sleeps until a message on standard input wakes it. Words are 32-bit integers.
package struct StepPage: @unchecked Sendable {
    package static let byteCount = 1 << 16

    private let words: UnsafeMutablePointer<Int32>
    private static let firstWord = 1024
    private static let lastWord = byteCount / 4
    private static let errorLimit = 4 * (firstWord - 16)

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

    /// Writes a request.
    ///
    /// - Returns: whether it fits. If it does not, nothing is requested.
    package func request(
        instance: Int, size: Int, ended: [Int], _ rows: [(number: Int, start: Int, tokens: ArraySlice<TokenID>)]
    ) -> Bool {
        let count = 4 + ended.count + rows.reduce(0) { $0 + 3 + $1.tokens.count }
        guard Self.firstWord + count <= Self.lastWord else { return false }
        var next = Self.firstWord
        func put(_ value: Int32) {
            words[next] = value
            next += 1
        }
        put(Int32(instance))
        put(Int32(size))
        put(Int32(ended.count))
        for number in ended { put(Int32(number)) }
        put(Int32(rows.count))
        for (number, start, tokens) in rows {
            put(Int32(number))
            put(Int32(start))
            put(Int32(tokens.count))
            for token in tokens { put(token) }
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

    /// The request that is not answered yet.
    package var pending: StepRequest? {
        guard !isAnswered else { return nil }
        var next = Self.firstWord
        // The memory belongs to muse, but the library can write anywhere in this process.
        func take() -> Int {
            guard next < Self.lastWord else { return 0 }
            defer { next += 1 }
            return Int(words[next])
        }
        func count() -> Int { min(max(0, take()), Self.lastWord) }
        let (instance, size) = (take(), take())
        let ended = (0..<count()).map { _ in take() }
        let rows = (0..<count()).map { _ in
            let (number, start) = (take(), take())
            return (number: number, start: start, tokens: (0..<count()).map { _ in TokenID(take()) })
        }
        return StepRequest(instance: instance, size: size, ended: ended, rows: rows)
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
