/// The length written after a note, in unit notes: `2`, `3/2`, `/`, `//`, `/4`; 1 if nothing is written.
package struct NoteLength: Equatable {
    private let shortNumerator: Int32
    private let shortDenominator: Int32
    /// Whether a 0 is written, which abc2midi plays, and abcm2ps prints without a stem, as a 1.
    package let isZero: Bool

    package var numerator: Int { Int(shortNumerator) }
    package var denominator: Int { Int(shortDenominator) }

    static let one = NoteLength(1, over: 1)

    init(_ numerator: Int32, over denominator: Int32, isZero: Bool = false) {
        self.isZero = isZero
        shortNumerator = numerator
        shortDenominator = denominator
    }

    init(_ cursor: inout LineCursor) {
        let first = cursor.peek()
        guard first.isDigit || first == UInt8(ascii: "/") else {
            self = .one
            return
        }
        let numerator = cursor.number() ?? 1
        var denominator = 1
        while cursor.peek() == UInt8(ascii: "/") {
            cursor.offset += 1
            denominator = min(denominator * (cursor.number() ?? 2), 1_000_000_000)
        }
        self.init(Int32(max(1, numerator)), over: Int32(denominator), isZero: numerator == 0)
    }

    /// Whether its denominator is 0 or a number in it too large for any music.
    package var isInvalid: Bool { !(1..<1_000_000_000).contains(numerator) || !(1...1_000_000).contains(denominator) }

    /// Whether it is short enough to be multiplied by the length of a chord.
    package var isValidInChord: Bool { !isInvalid && numerator <= 1_000_000 }
}
