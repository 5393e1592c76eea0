/// A scanning position in a line of text.
struct LineCursor {
    let bytes: [UInt8]
    private(set) var line = Line(start: 0, end: 0, number: 1)
    /// The offset of the next byte.
    var offset = 0
    private(set) var end = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func move(to line: Line) {
        self.line = line
        offset = line.start
        end = line.end
    }

    mutating func moveToEnd() { offset = end }

    var isAtEnd: Bool { offset >= end }

    /// Returns the byte `distance` after the next one; 0 beyond the end of the line.
    func peek(_ distance: Int = 0) -> UInt8 {
        let k = offset + distance
        return k < end ? bytes[k] : 0
    }

    mutating func skipSpaces() { while offset < end, bytes[offset].isSpace { offset += 1 } }

    /// Skips repetitions of a byte.
    ///
    /// - Returns: the number of bytes skipped.
    mutating func skip(_ byte: UInt8) -> Int {
        let start = offset
        while peek() == byte { offset += 1 }
        return offset - start
    }

    /// Moves past one character and returns its range.
    mutating func character() -> Range<Int> {
        let start = offset
        offset += 1
        while offset < end, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
        return start..<offset
    }

    /// Reads a number; nil if no digit is next. It is capped at a billion: larger ones are rejected anyway.
    mutating func number() -> Int? {
        guard peek().isDigit else { return nil }
        var value = 0
        while peek().isDigit {
            value = min(value * 10 + Int(bytes[offset] - 0x30), 1_000_000_000)
            offset += 1
        }
        return value
    }
}
