/// Replaces the quotation marks of word processors in the music of a tune: `d’` by `d'` and `“D”` by `"D"`.
///
/// Texts of fields keep theirs, and so do the texts between quotation marks.
enum TypographicQuotes {
    /// Returns the text of a tune with plain quotation marks, preceded by the file header; nil if it has no others.
    ///
    /// - Returns: the text, the tune in it, and the place of the first mark that was replaced.
    static func replaced(
        in text: ABCText, headerEnd: Int, _ part: TuneText
    ) -> (text: ABCText, part: TuneText, place: TextPlace)? {
        guard isAny(in: text.bytes[part.tune]) else { return nil }
        var bytes = Array(text.bytes[..<headerEnd])
        var result = part
        var end = part.tune.lowerBound
        var place: TextPlace?
        var isInBody = false
        let start = bytes.count
        for (i, line) in part.lines.enumerated() {
            bytes += text.bytes[end..<line.start]
            let newStart = bytes.count
            if isInBody, isMusic(line, in: text.bytes) {
                if let first = append(text.bytes[line.start..<line.end], to: &bytes), place == nil {
                    place = TextPlace(offset: newStart + first, lineStart: newStart, line: line.number)
                }
            } else {
                bytes += text.bytes[line.start..<line.end]
            }
            if line.isField("K", in: text.bytes) { isInBody = true }
            result.lines[i] = Line(start: newStart, end: bytes.count, number: line.number)
            end = line.end
        }
        bytes += text.bytes[end..<part.tune.upperBound]
        result.tune = start..<bytes.count
        guard let place else { return nil }
        return (ABCText(bytes, file: text.file), result, place)
    }

    /// All marks are U+2018 to U+201F, in UTF-8 E2 80 98 to E2 80 9F.
    private static func isAny(in bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        while let i = rest.firstIndex(of: 0xE2) {
            if mark(rest[i...]) != nil { return true }
            rest = rest[(i + 1)...]
        }
        return false
    }

    private static func mark(_ bytes: ArraySlice<UInt8>) -> UInt8? {
        guard bytes.count >= 3 else { return nil }
        let (a, b, c) = (bytes[bytes.startIndex], bytes[bytes.startIndex + 1], bytes[bytes.startIndex + 2])
        guard a == 0xE2, b == 0x80, (0x98...0x9F).contains(c) else { return nil }
        return c < 0x9C ? UInt8(ascii: "'") : UInt8(ascii: "\"")
    }

    private static func isMusic(_ line: Line, in bytes: [UInt8]) -> Bool {
        guard line.end > line.start, bytes[line.start] != UInt8(ascii: "%") else { return false }
        let isField = line.end - line.start >= 2 && bytes[line.start + 1] == UInt8(ascii: ":")
        return !(isField && bytes[line.start] != UInt8(ascii: "|") && bytes[line.start] != UInt8(ascii: ":"))
    }

    /// Appends a line of music with plain marks; returns the offset of the first in the new line, nil if there is none.
    private static func append(_ line: ArraySlice<UInt8>, to bytes: inout [UInt8]) -> Int? {
        let start = bytes.count
        var first: Int?
        var isInText = false
        var i = line.startIndex
        while i < line.endIndex {
            if let plain = mark(line[i...]), plain == UInt8(ascii: "\"") || !isInText {
                first = first ?? bytes.count - start
                if plain == UInt8(ascii: "\"") { isInText.toggle() }
                bytes.append(plain)
                i += 3
            } else {
                if line[i] == UInt8(ascii: "\"") { isInText.toggle() }
                bytes.append(line[i])
                i += 1
            }
        }
        return first
    }
}
