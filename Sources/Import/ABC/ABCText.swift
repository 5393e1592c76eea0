import MuseProtocols

/// A file's bytes as UTF-8 with LF line ends, and the text that messages quote.
struct ABCText {
    let bytes: [UInt8]
    let file: SourceFile
    /// What had to be done to read the bytes as text at all.
    let problem: (severity: Diagnostic.Severity, message: String)?

    init(_ raw: [UInt8], name: String) {
        var (bytes, problem) = Self.decode(raw)
        if bytes.contains(0x0D) { bytes = Self.unifyLineEnds(bytes) }
        self.bytes = bytes
        self.problem = problem
        file = SourceFile(name: name, text: String(decoding: bytes, as: UTF8.self))
    }

    var firstLine: Line { Line(start: 0, end: 0, number: 1) }

    func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

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
        return (bytes, (.warning, "the file is not UTF-8; read as Latin-1"))
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

/// A line of the file: its bytes without the line end, and its number from 1.
struct Line {
    var start: Int
    var end: Int
    var number: Int
}

/// Collects what is to be said about one tune or file.
struct Reports {
    private let text: ABCText
    private let limit: Int
    private(set) var diagnostics: [Diagnostic] = []
    private var left = 0
    private var lastCount: (start: Int, offset: Int, column: Int) = (0, 0, 1)

    init(_ text: ABCText, limit: Int) {
        self.text = text
        self.limit = limit
    }

    /// - Parameters:
    ///   - offset: the byte that the message is about
    ///   - line: the line that holds it
    mutating func add(_ severity: Diagnostic.Severity, _ message: @autoclosure () -> String, at offset: Int, line: Line)
    {
        // An error must not be lost behind a crowd of warnings.
        guard diagnostics.count < limit || (severity == .error && diagnostics.count < 2 * limit) else {
            left += 1
            return
        }
        diagnostics.append(Diagnostic(severity, message(), at: mark(at: offset, line: line)))
    }

    mutating func finish() -> [Diagnostic] {
        if left > 0 {
            diagnostics.append(Diagnostic(.warning, "\(left) more messages about this tune left out", at: nil))
            left = 0
        }
        return diagnostics
    }

    mutating func mark(at offset: Int, line: Line) -> SourceMark {
        // Goes on from the last place in the same line: a line of megabytes is counted through once.
        var (from, column) = (line.start, 1)
        if lastCount.start == line.start, lastCount.offset <= offset {
            (from, column) = (lastCount.offset, lastCount.column)
        }
        for i in from..<max(from, min(offset, text.bytes.count)) where text.bytes[i] & 0xC0 != 0x80 { column += 1 }
        lastCount = (line.start, max(from, offset), column)
        return SourceMark(source: text.file, line: line.number, column: column)
    }
}
