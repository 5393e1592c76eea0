/// The lines of a tunebook without typeset text, which may contain anything, even empty lines: what stands between
/// `%%begin…` and `%%end…`.
struct TunebookLines: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private let end: Int
    private var start: Int
    private var number: Int

    /// - Parameters:
    ///   - range: where the lines stand, without the last line end; nil for all bytes.
    ///   - number: the number of the first line.
    init(_ bytes: [UInt8], in range: Range<Int>? = nil, from number: Int = 1) {
        self.bytes = bytes
        self.number = number
        start = range?.lowerBound ?? 0
        end = range?.upperBound ?? bytes.count
    }

    mutating func next() -> Line? {
        var isTypeset = false
        while let line = nextLine() {
            if isTypeset {
                isTypeset = !starts(line, with: Self.closing)
            } else if starts(line, with: Self.opening) {
                isTypeset = true
            } else {
                return line
            }
        }
        return nil
    }

    private static let opening = Array("%%begin".utf8)
    private static let closing = Array("%%end".utf8)

    private mutating func nextLine() -> Line? {
        guard start < end else { return nil }
        var lineEnd = start
        while lineEnd < end, bytes[lineEnd] != 0x0A { lineEnd += 1 }
        defer { (start, number) = (lineEnd + 1, number + 1) }
        return Line(start: start, end: lineEnd, number: number)
    }

    private func starts(_ line: Line, with prefix: [UInt8]) -> Bool {
        bytes[line.start] == prefix[0] && bytes[line.start..<line.end].starts(with: prefix)
    }
}
