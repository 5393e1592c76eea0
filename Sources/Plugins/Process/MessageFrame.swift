/// Message framing in a byte stream: a header with the content length, an empty line, then JSON.
///
/// Source: Language Server Protocol 3.17, "Base Protocol".
package enum MessageFrame {
    static let lengthLimit = 1 << 28
    static let headerLimit = 4096
    private static let field = Array("content-length:".utf8)

    package struct Mistake: Error {
        /// What was found instead of a message, one phrase.
        let message: String
    }

    package static func framed(_ message: [UInt8]) -> [UInt8] {
        Array("Content-Length: \(message.count)\r\n\r\n".utf8) + message
    }

    /// Removes the first complete message from the front of `bytes` and returns it; nil if none is complete yet.
    ///
    /// - Throws: `Mistake` if the bytes cannot start a message.
    package static func next(in bytes: inout [UInt8]) throws -> [UInt8]? {
        guard let end = headerEnd(bytes) else {
            let line = bytes.prefix { $0 != 0x0A }
            let name = line.prefix { $0 != 0x3A }
            let isHeader = name.allSatisfy { (0x61...0x7A).contains($0 | 0x20) || $0 == 0x2D || $0 == 0x0D }
            guard isHeader, bytes.count <= headerLimit else { throw Mistake(message: shown(bytes)) }
            return nil
        }
        let header = bytes[..<end]
        guard let length = length(header) else { throw Mistake(message: shown(bytes)) }
        guard length <= lengthLimit else { throw Mistake(message: "a message of \(length) bytes") }
        guard bytes.count >= end + length else { return nil }
        let message = Array(bytes[end..<end + length])
        bytes.removeFirst(end + length)
        return message
    }

    /// The index after the empty line that ends the header; nil if there is none yet. Lines may end in LF instead of
    /// CRLF.
    private static func headerEnd(_ bytes: [UInt8]) -> Int? {
        var lineStart = 0
        for (i, byte) in bytes.prefix(headerLimit).enumerated() where byte == 0x0A {
            let line = bytes[lineStart..<i]
            if line.isEmpty || line.elementsEqual([0x0D]) { return i + 1 }
            lineStart = i + 1
        }
        return nil
    }

    /// The content length; nil if a line is not a header field, or if the length is missing or invalid.
    private static func length(_ header: ArraySlice<UInt8>) -> Int? {
        let lines = header.split(separator: 0x0A).filter { !$0.elementsEqual([0x0D]) }
        guard lines.allSatisfy({ $0.contains(0x3A) }) else { return nil }
        for line in lines {
            let line = line.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
            guard line.starts(with: field) else { continue }
            let digits = line.dropFirst(field.count).filter { $0 != 0x20 && $0 != 0x0D }
            guard digits.count <= 18 else { return .max }
            return Int(String(decoding: digits, as: UTF8.self)).flatMap { $0 >= 0 ? $0 : nil }
        }
        return nil
    }

    private static func shown(_ bytes: [UInt8]) -> String {
        "'" + String(decoding: bytes.prefix(60), as: UTF8.self) + (bytes.count > 60 ? "…'" : "'")
    }
}
