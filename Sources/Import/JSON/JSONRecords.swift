/// Reads a JSON list of objects one by one: their members that are texts or whole numbers.
struct JSONRecords {
    struct Record {
        /// The members by key; numbers as text.
        let texts: [String: String]
        /// The byte offset of the object.
        let offset: Int
    }

    private var scanner: JSONScanner
    private var isOpen = false

    init(_ bytes: [UInt8]) { scanner = JSONScanner(bytes) }

    /// - Throws: `JSONScanner.Mistake`.
    mutating func next() throws -> Record? {
        if isOpen {
            guard scanner.take(UInt8(ascii: ",")) else {
                guard scanner.take(UInt8(ascii: "]")) else {
                    throw scanner.mistake(expecting: "',' or ']' in the list")
                }
                try scanner.end()
                return nil
            }
        } else {
            guard scanner.take(UInt8(ascii: "[")) else { throw scanner.mistake(expecting: "a list of objects") }
            isOpen = true
            if scanner.take(UInt8(ascii: "]")) {
                try scanner.end()
                return nil
            }
        }
        _ = scanner.peek()
        let offset = scanner.offset
        var texts: [String: String] = [:]
        try scanner.object { scanner, key in
            switch scanner.peek() {
            case UInt8(ascii: "\""): texts[key] = try scanner.text()
            case UInt8(ascii: "-"), .some(0x30...0x39): texts[key] = try scanner.wholeNumber().map(String.init)
            default: try scanner.skip()
            }
        }
        return Record(texts: texts, offset: offset)
    }

    /// What `next` throws.
    static func mistake(_ error: any Error) -> (message: String, offset: Int)? {
        (error as? JSONScanner.Mistake).map { ($0.message, $0.offset) }
    }
}

extension JSONScanner {
    /// Whether a text is a JSON list and not CSV.
    static func startsList(_ bytes: [UInt8]) -> Bool {
        var scanner = JSONScanner(bytes)
        return scanner.peek() == UInt8(ascii: "[")
    }
}
