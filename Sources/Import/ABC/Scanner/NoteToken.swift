/// A note as written: `^c'3/2`.
package struct NoteToken: Equatable {
    package let offset: Int
    package let accidental: Accidental?
    /// The diatonic step; 0 for C.
    package let step: Int8
    /// The octave; 4 from middle C on.
    package let octave: Int32
    package let length: NoteLength

    /// nil if no note follows the accidental; the cursor is then past the accidental.
    init?(_ cursor: inout LineCursor, _ accidental: Accidental?, at offset: Int) {
        let letter = cursor.peek()
        guard letter.isNoteLetter else { return nil }
        self.offset = offset
        self.accidental = accidental
        let isUpperCase = letter < 0x60
        step = Int8((letter - (isUpperCase ? 0x41 : 0x61) + 5) % 7)
        cursor.offset += 1
        var octave: Int32 = isUpperCase ? 4 : 5
        while true {
            let mark = cursor.peek()
            if mark == UInt8(ascii: "'") {
                octave += 1
            } else if mark == UInt8(ascii: ",") {
                octave -= 1
            } else {
                break
            }
            cursor.offset += 1
        }
        self.octave = octave
        length = NoteLength(&cursor)
    }
}
