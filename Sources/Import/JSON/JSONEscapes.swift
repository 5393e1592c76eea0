/// The escapes in JSON strings.
///
/// Source: RFC 8259 (December 2017), section 7.
enum JSONEscapes {
    /// Returns the text that a string with escapes means; nil if an escape is invalid.
    static func resolved(in raw: String) -> String? {
        var units: [UInt16] = []
        var rest = raw.utf16[...]
        while let unit = rest.popFirst() {
            guard unit == UInt16(UInt8(ascii: "\\")) else {
                units.append(unit)
                continue
            }
            guard let letter = rest.popFirst().flatMap(UInt8.init(exactly:)) else { return nil }
            if letter == UInt8(ascii: "u") {
                // The halves of a surrogate pair are two escapes.
                let digits = String(decoding: rest.prefix(4), as: UTF16.self)
                guard digits.utf8.count == 4, digits.allSatisfy(\.isHexDigit), let unit = UInt16(digits, radix: 16)
                else {
                    return nil
                }
                units.append(unit)
                rest = rest.dropFirst(4)
            } else if let unit = letters[letter] {
                units.append(unit)
            } else {
                return nil
            }
        }
        return String(decoding: units, as: UTF16.self)
    }

    private static let letters: [UInt8: UInt16] = [
        UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F, UInt8(ascii: "b"): 0x08,
        UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
    ]
}
