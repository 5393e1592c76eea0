import MuseProtocols

/// The text of an ABC file, converted to UTF-8 with LF line endings.
package struct ABCText {
    package let bytes: [UInt8]
    let file: SourceFile
    /// The warning for a file that is not UTF-8; nil otherwise.
    let problem: (severity: Diagnostic.Severity, message: String)?

    package init(_ raw: [UInt8], name: String) {
        var (bytes, problem) = Self.decode(raw)
        if bytes.contains(0x0D) { bytes = Self.unifyLineEnds(bytes) }
        self.bytes = bytes
        self.problem = problem
        file = SourceFile(name: name, bytes: bytes)
    }

    /// A changed text of the same file.
    init(_ bytes: [UInt8], file: SourceFile) {
        self.bytes = bytes
        self.file = file
        problem = nil
    }

    var firstLine: Line { Line(start: 0, end: 0, number: 1) }

    func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// Returns a range without leading and trailing spaces.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, bytes[start].isSpace { start += 1 }
        while end > start, bytes[end - 1].isSpace { end -= 1 }
        return start..<end
    }

    private static func decode(_ raw: [UInt8]) -> (bytes: [UInt8], (severity: Diagnostic.Severity, message: String)?) {
        if raw.starts(with: [0xEF, 0xBB, 0xBF]) { return decode(Array(raw.dropFirst(3))) }
        if raw.starts(with: [0xFF, 0xFE]) || raw.starts(with: [0xFE, 0xFF]) {
            let low = raw[0] == 0xFF ? 0 : 1
            let units = stride(from: 2, to: raw.count - 1, by: 2).map {
                UInt16(raw[$0 + low]) | UInt16(raw[$0 + 1 - low]) << 8
            }
            return (Array(String(decoding: units, as: UTF16.self).utf8), (.warning, "the file is UTF-16, not UTF-8"))
        }
        if raw.allSatisfy({ $0 < 0x80 }) || String(validating: raw, as: UTF8.self) != nil { return (raw, nil) }
        let declared = Charset.declared(in: raw)
        if let declared, let bytes = Charset.utf8(raw, from: declared.name) {
            // The text is now UTF-8, so it must say so when it is written back.
            var bytes = bytes
            bytes.replaceSubrange(declared.range, with: "utf-8".utf8)
            return (bytes, nil)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(raw.count + raw.count / 8)
        for byte in raw {
            if byte < 0x80 {
                bytes.append(byte)
            } else {
                bytes.append(0xC0 | byte >> 6)
                bytes.append(0x80 | byte & 0x3F)
            }
        }
        let found = declared.map { "the file is not UTF-8, and its encoding '\($0.name)' is unknown" }
        return (bytes, (.warning, "\(found ?? "the file is not UTF-8"); read as Latin-1"))
    }

    private static func unifyLineEnds(_ raw: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(raw.count)
        for i in raw.indices {
            if raw[i] != 0x0D {
                bytes.append(raw[i])
            } else if i + 1 >= raw.count || raw[i + 1] != 0x0A {
                bytes.append(0x0A)
            }
        }
        return bytes
    }
}
