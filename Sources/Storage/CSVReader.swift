/// Reads comma-separated values record by record.
///
/// Source: RFC 4180 (October 2005), section 2. Decisions where it leaves a choice: lines end with CRLF, LF or CR; empty
/// lines are skipped; a quotation mark inside a field that does not start with one is text.
package struct CSVReader {
    /// An error in the text, and its byte offset.
    package struct Mistake: Error, Equatable {
        package let message: String
        package let offset: Int

        package init(_ message: String, at offset: Int) {
            self.message = message
            self.offset = offset
        }
    }

    package struct Field: Equatable {
        package let text: String
        /// The byte offset of the field, or of its opening quotation mark.
        package let offset: Int
    }

    private let bytes: [UInt8]
    private var offset = 0

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        // A byte order mark.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    }

    /// Returns the fields of the next record; nil at the end.
    ///
    /// - Throws: `Mistake`.
    package mutating func next() throws(Mistake) -> [Field]? {
        while takeLineEnd() {}
        guard offset < bytes.count else { return nil }
        var fields: [Field] = []
        repeat { fields.append(try field()) } while take(UInt8(ascii: ","))
        if offset < bytes.count, !takeLineEnd() {
            throw Mistake("expected a comma or the end of the line after a quoted field", at: offset)
        }
        return fields
    }

    private mutating func field() throws(Mistake) -> Field {
        let start = offset
        guard take(Self.quote) else {
            while offset < bytes.count, !Self.endsField(bytes[offset]) { offset += 1 }
            return Field(text: String(decoding: bytes[start..<offset], as: UTF8.self), offset: start)
        }
        var text: [UInt8] = []
        while offset < bytes.count {
            if take(Self.quote) {
                // Two quotation marks stand for one.
                guard take(Self.quote) else { return Field(text: String(decoding: text, as: UTF8.self), offset: start) }
                text.append(Self.quote)
            } else {
                text.append(bytes[offset])
                offset += 1
            }
        }
        throw Mistake("the quotation mark is not closed", at: start)
    }

    private mutating func take(_ sign: UInt8) -> Bool {
        guard offset < bytes.count, bytes[offset] == sign else { return false }
        offset += 1
        return true
    }

    private mutating func takeLineEnd() -> Bool {
        if take(0x0D) {
            _ = take(0x0A)
            return true
        }
        return take(0x0A)
    }

    private static func endsField(_ byte: UInt8) -> Bool { byte == 0x2C || byte == 0x0A || byte == 0x0D }

    private static let quote = UInt8(ascii: "\"")
}
