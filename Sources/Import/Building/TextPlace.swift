/// A place in the text of a file: a byte and the line that holds it.
package struct TextPlace: Equatable {
    package var offset: Int
    /// The first byte of the line.
    package var lineStart: Int
    /// The number of the line, from 1.
    package var line: Int

    package init(offset: Int, lineStart: Int, line: Int) {
        self.offset = offset
        self.lineStart = lineStart
        self.line = line
    }

    /// Another place in the same line.
    package func at(_ offset: Int) -> TextPlace { TextPlace(offset: offset, lineStart: lineStart, line: line) }
}
