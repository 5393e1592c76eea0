/// The accidental written before a note: `^`, `__`, `=`.
package struct Accidental: Equatable {
    /// The alteration in semitones: 1 for a sharp.
    package let alter: Int8
    package let signCount: Int32
    /// Whether a fraction follows the sign: `^/2`.
    package let isMicrotone: Bool

    /// nil if no accidental is written.
    init?(_ cursor: inout LineCursor) {
        let sign = cursor.peek()
        switch sign {
        case UInt8(ascii: "="):
            signCount = Int32(truncatingIfNeeded: cursor.skip(sign))
            alter = 0
            isMicrotone = false
        case UInt8(ascii: "^"), UInt8(ascii: "_"):
            signCount = Int32(truncatingIfNeeded: cursor.skip(sign))
            alter = (sign == UInt8(ascii: "^") ? 1 : -1) * Int8(min(signCount, 2))
            isMicrotone = cursor.peek().isDigit || cursor.peek() == UInt8(ascii: "/")
            if isMicrotone { _ = NoteLength(&cursor) }
        default: return nil
        }
    }

    /// Warnings about how the accidental is read.
    package var problems: [String] {
        if alter == 0 { return signCount > 1 ? ["more than one natural sign; read as one"] : [] }
        var problems: [String] = []
        if signCount > 2 { problems.append("\(signCount) accidentals on one note; read as two") }
        if isMicrotone { problems.append("microtonal accidental; read as a semitone") }
        return problems
    }
}
