/// The type of a plain scalar in YAML 1.2's core schema. `no`, `on`, `1_000` and `4:30` are text.
///
/// Source: YAML 1.2.2, section 10.3.2.
enum CoreType: String {
    case null = "nothing"
    case boolean = "true or false"
    case integer = "a whole number"
    case number = "a number"
    case text

    init(ofPlain text: String) {
        switch text {
        case "", "~", "null", "Null", "NULL": self = .null
        case "true", "True", "TRUE", "false", "False", "FALSE": self = .boolean
        case ".nan", ".NaN", ".NAN": self = .number
        default:
            let bytes = Array(text.utf8)
            if Self.isInteger(bytes) {
                self = .integer
            } else {
                self = Self.isNumber(bytes) ? .number : .text
            }
        }
    }

    private static func isInteger(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: Array("0o".utf8)) {
            return bytes.count > 2 && bytes.dropFirst(2).allSatisfy { (0x30...0x37).contains($0) }
        }
        if bytes.starts(with: Array("0x".utf8)) {
            return bytes.count > 2 && bytes.dropFirst(2).allSatisfy { isDigit($0) || (0x41...0x46).contains($0 & 0xDF) }
        }
        let digits = unsigned(bytes[...])
        return !digits.isEmpty && digits.allSatisfy(isDigit)
    }

    private static func isNumber(_ bytes: [UInt8]) -> Bool {
        var rest = unsigned(bytes[...])
        if [".inf", ".Inf", ".INF"].contains(String(decoding: rest, as: UTF8.self)) { return true }
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        if rest.first == 0x2E {
            let fraction = rest.dropFirst().prefix(while: isDigit)
            if whole.isEmpty && fraction.isEmpty { return false }
            rest = rest.dropFirst(1 + fraction.count)
        } else if whole.isEmpty {
            return false
        }
        guard let exponent = rest.first else { return true }
        let digits = unsigned(rest.dropFirst())
        return exponent & 0xDF == 0x45 && !digits.isEmpty && digits.allSatisfy(isDigit)
    }

    private static func unsigned(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes.first == 0x2B || bytes.first == 0x2D ? bytes.dropFirst() : bytes
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
