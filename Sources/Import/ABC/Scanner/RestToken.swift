/// A rest as written: `z2`, `x`, or `Z4` for whole bars.
package struct RestToken: Equatable {
    package let isVisible: Bool
    /// Whether the length is in bars.
    package let isOfBars: Bool
    package let length: NoteLength

    init(_ cursor: inout LineCursor) {
        let letter = cursor.peek()
        isVisible = letter == UInt8(ascii: "z") || letter == UInt8(ascii: "Z")
        isOfBars = letter == UInt8(ascii: "Z") || letter == UInt8(ascii: "X")
        cursor.offset += 1
        length = NoteLength(&cursor)
    }
}
