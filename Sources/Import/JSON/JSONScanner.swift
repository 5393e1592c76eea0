/// A streaming JSON parser for files of a known structure that are too large for a tree.
///
/// Values that are skipped are checked only for brackets and strings.
struct JSONScanner {
    /// An error in the text, and its byte offset.
    struct Mistake: Error {
        let message: String
        let offset: Int
    }

    private let bytes: [UInt8]
    private(set) var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        // A byte order mark.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    }

    /// Returns the next byte after white space; nil at the end.
    mutating func peek() -> UInt8? {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            default: return bytes[offset]
            }
        }
        return nil
    }

    /// Consumes `sign` if it is next.
    mutating func take(_ sign: UInt8) -> Bool {
        guard peek() == sign else { return false }
        offset += 1
        return true
    }

    /// Calls `body` before each element of an array; `body` must consume the element.
    ///
    /// - Parameter what: the array's name in messages.
    mutating func array(_ what: String, _ body: (inout JSONScanner) throws -> Void) throws {
        guard take(UInt8(ascii: "[")) else { throw mistake(expecting: "a list of \(what)") }
        if take(UInt8(ascii: "]")) { return }
        repeat { try body(&self) } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw mistake(expecting: "',' or ']' in a list of \(what)") }
    }

    /// Calls `body` with each key of an object; `body` must consume the value.
    mutating func object(_ body: (inout JSONScanner, String) throws -> Void) throws {
        guard take(UInt8(ascii: "{")) else { throw mistake(expecting: "an object") }
        if take(UInt8(ascii: "}")) { return }
        repeat {
            let key = try string()
            guard take(UInt8(ascii: ":")) else { throw mistake(expecting: "':' after a key") }
            // Skips white space, so that the offset is that of the value.
            _ = peek()
            try body(&self, key)
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw mistake(expecting: "',' or '}' in an object") }
    }

    /// Reads a string, with its escapes resolved.
    mutating func text() throws -> String {
        let start = offset
        let raw = try string()
        guard raw.utf8.contains(UInt8(ascii: "\\")) else { return raw }
        guard let text = JSONEscapes.resolved(in: raw) else {
            throw Mistake(message: "invalid escape in a string", offset: start)
        }
        return text
    }

    /// Reads a number; nil if it is fractional or too large.
    mutating func wholeNumber() throws -> Int? {
        guard let first = peek(), first == UInt8(ascii: "-") || isDigit(first) else {
            throw mistake(expecting: "a number")
        }
        let start = offset
        offset += 1
        while offset < bytes.count, isDigit(bytes[offset]) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(bytes[offset]) {
            offset += 1
        }
        let text = String(decoding: bytes[start..<min(offset, start + 32)], as: UTF8.self)
        if let number = Int(text) { return number }
        guard let number = Double(text) else {
            throw Mistake(message: "'\(text)' is not a number", offset: start)
        }
        return Int(exactly: number)
    }

    /// Skips a value of any kind.
    mutating func skip() throws {
        var depth = 0
        repeat {
            switch peek() {
            case nil: throw mistake(expecting: "a value")
            case UInt8(ascii: "\""): _ = try string()
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                offset += 1
                depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                if depth == 0 { throw mistake(expecting: "a value") }
                offset += 1
                depth -= 1
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                if depth == 0 { throw mistake(expecting: "a value") }
                offset += 1
            default:
                while offset < bytes.count, !Self.delimiters.contains(bytes[offset]) { offset += 1 }
            }
        } while depth > 0
    }

    /// - Throws: `Mistake` if anything other than white space follows.
    mutating func end() throws {
        if peek() != nil { throw mistake(expecting: "the end of the file") }
    }

    func mistake(expecting expected: String) -> Mistake {
        let found =
            offset < bytes.count ? "'\(String(decoding: [bytes[offset]], as: UTF8.self))'" : "the end of the file"
        return Mistake(message: "expected \(expected), found \(found)", offset: offset)
    }

    /// Reads a string without resolving its escapes, which keys do not have.
    private mutating func string() throws -> String {
        guard take(UInt8(ascii: "\"")) else { throw mistake(expecting: "a string") }
        let start = offset
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
            offset += bytes[offset] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard offset < bytes.count else { throw Mistake(message: "unterminated string", offset: start - 1) }
        offset += 1
        return String(decoding: bytes[start..<offset - 1], as: UTF8.self)
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static let delimiters = Set(",:[]{}\" \t\r\n".utf8)
}
