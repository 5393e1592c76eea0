/// A reading position in the bytes of a track.
struct MIDICursor {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let end: Int
    private(set) var place: Int

    /// - Precondition: the range is within the bytes.
    init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) {
        precondition(start >= 0 && start <= end && end <= bytes.count, "\(start) to \(end) of \(bytes.count) bytes")
        self.bytes = bytes
        self.end = end
        place = start
    }

    var isAtEnd: Bool { place >= end }

    @inline(__always)
    mutating func next() -> UInt8? {
        guard place < end else { return nil }
        defer { place &+= 1 }
        return bytes[place]
    }

    mutating func back() { place &-= 1 }

    /// Skips bytes; returns false if fewer remain.
    mutating func skip(_ count: Int) -> Bool {
        guard count <= end - place else { return false }
        place += count
        return true
    }

    /// Reads a variable-length number, seven bits per byte; nil if it is truncated or longer than four bytes.
    @inline(__always)
    mutating func variableNumber() -> Int? {
        var number = 0
        for _ in 0..<4 {
            guard let byte = next() else { return nil }
            number = number << 7 | Int(byte & 0x7F)
            if byte < 0x80 { return number }
        }
        return nil
    }

    /// Reads a length and returns the range of that many bytes; nil if fewer remain.
    mutating func block() -> Range<Int>? {
        guard let length = variableNumber(), case let start = place, skip(length) else { return nil }
        return start..<place
    }
}
