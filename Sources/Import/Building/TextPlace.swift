/// A place in the text of a file: a byte offset and the line that contains it.
package struct TextPlace: Equatable {
    package var offset: Int
    /// The offset of the first byte of the line.
    package var lineStart: Int
    /// The number of the line, from 1.
    package var line: Int

    package init(offset: Int, lineStart: Int, line: Int) {
        self.offset = offset
        self.lineStart = lineStart
        self.line = line
    }

    /// Returns another place in the same line.
    package func at(_ offset: Int) -> TextPlace { TextPlace(offset: offset, lineStart: lineStart, line: line) }
}
