/// Converts byte offsets in a UTF-8 text to lines and columns.
///
/// Each place is counted from the one before, so that places in ascending order take linear time together.
package struct SourcePlaces: Sendable {
    private let bytes: [UInt8]
    private let source: SourceFile
    private var last = (line: 1, lineStart: 0, offset: 0, column: 1)

    /// - Parameter bytes: the text to which offsets refer, with LF or CRLF line endings.
    package init(_ bytes: [UInt8], of source: SourceFile) {
        self.bytes = bytes
        self.source = source
    }

    /// Returns the line and column of a byte; beyond the end of the text, those of its end.
    package mutating func mark(at offset: Int) -> SourceMark {
        if offset < last.offset { last = (1, 0, 0, 1) }
        let end = max(last.offset, min(offset, bytes.count))
        for i in last.offset..<end {
            if bytes[i] == 0x0A {
                last.line += 1
                last.lineStart = i + 1
                last.column = 1
            } else if bytes[i] & 0xC0 != 0x80 {
                last.column += 1
            }
        }
        last.offset = end
        return SourceMark(source: source, line: last.line, column: last.column)
    }

    /// Returns the column of a byte in a line that is known. Its number may differ from that in `bytes`, if these are
    /// only a part of the source.
    package mutating func mark(at offset: Int, line: Int, lineStart: Int) -> SourceMark {
        if last.line != line || last.lineStart != lineStart { last = (line, lineStart, lineStart, 1) }
        if offset < last.offset { last = (line, lineStart, lineStart, 1) }
        return mark(at: offset)
    }
}
