/// ABC under construction, as bytes: a tunebook is written in one pass without building strings.
struct ABCText {
    var bytes: [UInt8] = []

    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Digits of a number that is not negative.
    mutating func append(number: Int) {
        if number >= 10 { append(number: number / 10) }
        bytes.append(.zero + UInt8(number % 10))
    }

    /// What stands on one line of a field: control characters become spaces, and what ABC would take for a comment or
    /// an escape is escaped.
    ///
    /// Source: the ABC standard 2.1, sections 4.19 and 8.2.
    mutating func append(field text: String) {
        for byte in text.utf8 {
            switch byte {
            case 0..<0x20, 0x7F: bytes.append(.space)
            case .percent, .backslash:
                bytes.append(.backslash)
                bytes.append(byte)
            default: bytes.append(byte)
            }
        }
    }

    /// What stands between double quotes.
    mutating func append(quoted text: String) {
        for byte in text.utf8 {
            switch byte {
            case 0..<0x20, 0x7F: bytes.append(.space)
            case .percent, .backslash:
                bytes.append(.backslash)
                bytes.append(byte)
            // A quote cannot stand in a quoted text by itself.
            case .quote: append("&quot;")
            default: bytes.append(byte)
            }
        }
    }

    /// `letter:text` and a line end.
    mutating func append(line letter: UInt8, _ text: String) {
        bytes.append(letter)
        bytes.append(.colon)
        append(field: text)
        bytes.append(.newline)
    }

    /// A length in units of `L:`: nothing for 1, `3`, `/`, `3/2`, `/4`.
    mutating func append(length: ABCLength) {
        if length.numerator != 1 { append(number: length.numerator) }
        if length.denominator != 1 {
            bytes.append(.slash)
            if length.numerator != 1 || length.denominator != 2 { append(number: length.denominator) }
        }
    }

    /// Takes back spaces at the end, before a line end.
    mutating func trimSpaces() {
        while bytes.last == .space { bytes.removeLast() }
    }
}

/// A note's length in units of `L:`, reduced.
struct ABCLength: Equatable {
    let numerator: Int
    let denominator: Int

    /// - Precondition: both are positive.
    init(_ numerator: Int, _ denominator: Int) {
        var (a, b) = (numerator, denominator)
        while b != 0 { (a, b) = (b, a % b) }
        self.numerator = numerator / a
        self.denominator = denominator / a
    }
}

extension UInt8 {
    static let newline = UInt8(ascii: "\n")
    static let space = UInt8(ascii: " ")
    static let colon = UInt8(ascii: ":")
    static let slash = UInt8(ascii: "/")
    static let quote = UInt8(ascii: "\"")
    static let percent = UInt8(ascii: "%")
    static let backslash = UInt8(ascii: "\\")
    static let bar = UInt8(ascii: "|")
    static let zero = UInt8(ascii: "0")
    static let tie = UInt8(ascii: "-")
    static let opening = UInt8(ascii: "[")
    static let closing = UInt8(ascii: "]")
}
