/// The accidental written before a note: `^`, `__`, `=`, or microtonal, `^/` and `_3/2`.
package struct Accidental: Equatable {
    /// The alteration in whole semitones, rounded towards 0: 1 for a sharp.
    package let alter: Int8
    /// The rest of a microtonal alteration in hundredths of a semitone: 50 for `^/`.
    package let cents: Int8
    package let signCount: Int32
    /// Whether a fraction follows the sign. It counts semitones, as in abc2midi; ABC 2.1 has no microtones.
    package let isMicrotone: Bool

    /// nil if no accidental is written.
    init?(_ cursor: inout LineCursor) {
        let sign = cursor.peek()
        switch sign {
        case UInt8(ascii: "="):
            signCount = Int32(truncatingIfNeeded: cursor.skip(sign))
            alter = 0
            cents = 0
            isMicrotone = false
        case UInt8(ascii: "^"), UInt8(ascii: "_"):
            signCount = Int32(truncatingIfNeeded: cursor.skip(sign))
            isMicrotone = cursor.peek().isDigit || cursor.peek() == UInt8(ascii: "/")
            var all = 100 * min(Int(signCount), 2)
            if isMicrotone {
                let fraction = NoteLength(&cursor)
                let scaled = (all * fraction.numerator + fraction.denominator / 2) / max(1, fraction.denominator)
                all = min(scaled, 299)
            }
            if sign == UInt8(ascii: "_") { all = -all }
            alter = Int8(all / 100)
            cents = Int8(all % 100)
        default: return nil
        }
    }

    /// Warnings about how the accidental is read.
    package var problems: [String] {
        if signCount == 1, !isMicrotone { return [] }
        if alter == 0, !isMicrotone { return ["more than one natural sign; read as one"] }
        var problems: [String] = []
        if signCount > 2 { problems.append("\(signCount) accidentals on one note; read as two") }
        if isMicrotone {
            problems.append(
                "microtonal accidental; kept in ABC, but other formats leave out the fraction of a semitone")
        }
        return problems
    }
}
