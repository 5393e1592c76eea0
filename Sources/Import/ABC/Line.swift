/// A line of a file: its range of bytes without the line ending, and its number from 1.
package struct Line {
    package var start: Int
    package var end: Int
    package var number: Int

    package init(start: Int, end: Int, number: Int) {
        self.start = start
        self.end = end
        self.number = number
    }

    /// Returns the place of a byte in this line.
    package func place(_ offset: Int) -> TextPlace { TextPlace(offset: offset, lineStart: start, line: number) }

    /// The place of the line's first byte.
    package var place: TextPlace { place(start) }

    /// Whether the line is a field with this letter.
    package func isField(_ letter: Unicode.Scalar, in bytes: [UInt8]) -> Bool {
        end - start >= 2 && bytes[start] == UInt8(ascii: letter) && bytes[start + 1] == UInt8(ascii: ":")
    }
}
