/// ABC text under construction, as bytes: a tunebook is written in one pass without building strings.
struct ABCText {
    var bytes: [UInt8] = []
    /// The places of the notes, chords and rests; nil if nobody asks for them.
    var places: [ABCPlace]?

    /// Notes that what is appended next is written for these ticks.
    mutating func mark(_ ticks: Range<Int>) { places?.append(ABCPlace(offset: bytes.count, ticks: ticks)) }

    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends the digits of a non-negative number.
    mutating func append(number: Int) {
        if number >= 10 { append(number: number / 10) }
        bytes.append(.zero + UInt8(number % 10))
    }

    /// Appends the text of a field as one line: control characters become spaces, and anything that ABC would read as a
    /// comment, an escape or an accented letter is escaped.
    ///
    /// Source: the ABC standard 2.1, section 8.2.
    mutating func append(field text: String) {
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case 0..<0x20, 0x7F: bytes.append(.space)
            case .percent, .backslash: append(escaped: byte)
            case UInt8(ascii: "&") where Self.isEntity(rest): append(escaped: byte)
            default: bytes.append(byte)
            }
        }
    }

    /// Appends text between double quotes or in an inline field, without characters that would end it.
    mutating func append(quoted text: String) {
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case 0..<0x20, 0x7F: bytes.append(.space)
            case .percent: append(escaped: byte)
            case .quote: append("&quot;")
            case .backslash: append("\\u005c")
            case .closing: append("\\u005d")
            case UInt8(ascii: "&") where Self.isEntity(rest): append(escaped: byte)
            default: bytes.append(byte)
            }
        }
    }

    mutating func append(escaped byte: UInt8) {
        bytes.append(.backslash)
        bytes.append(byte)
    }

    /// Whether the text after a `&` makes it a character entity, as in `&eacute;`.
    private static func isEntity(_ rest: Substring.UTF8View) -> Bool {
        let name = rest.prefix { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
        return !name.isEmpty && rest.dropFirst(name.count).first == UInt8(ascii: ";")
    }

    /// Appends `letter:text` and a newline.
    mutating func append(line letter: UInt8, _ text: String) {
        bytes.append(letter)
        bytes.append(.colon)
        append(field: text)
        bytes.append(.newline)
    }

    /// Appends a length in units of `L:`: nothing for 1, `3`, `/`, `3/2`, `/4`.
    mutating func append(length: ABCLength) {
        if length.numerator != 1 { append(number: length.numerator) }
        if length.denominator != 1 {
            bytes.append(.slash)
            if length.numerator != 1 || length.denominator != 2 { append(number: length.denominator) }
        }
    }

    /// Appends a space, unless there is one already or a line starts here.
    mutating func appendSpace() {
        if let last = bytes.last, last != .space, last != .newline { bytes.append(.space) }
    }

    /// Writes out the length of a line's only note, which would be read as a field before `:|`.
    mutating func avoidFieldSyntax() {
        trimSpaces()
        guard bytes.count > 1, bytes[bytes.count - 2] == .newline, let letter = bytes.last, letter | 0x20 >= 0x61,
            letter | 0x20 <= 0x7A
        else { return }
        append(UInt8(ascii: "1"))
    }

    /// Removes trailing spaces.
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
