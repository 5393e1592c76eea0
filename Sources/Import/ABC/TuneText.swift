/// The lines of a tune and the ranges of bytes around them.
struct TuneText {
    var lines: [Line]
    /// Between the previous tune, or the file header, and this one.
    var before: Range<Int>
    var tune: Range<Int>
    /// After the last tune of the file.
    var after: Range<Int>
}

extension ABCText {
    /// Returns the text of a tune for its page: it ends with a line end, and its text fields contain no names of
    /// characters.
    func page(_ range: Range<Int>) -> String {
        var text = string(range)
        if !text.utf8.isEmpty, text.utf8.last != 0x0A { text += "\n" }
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map { Self.isTextField($0) ? TextEscapes.withoutNames(String($0)) : String($0) }
            .joined(separator: "\n")
    }

    /// Whether a line is a field whose text is printed.
    private static func isTextField(_ line: Substring) -> Bool {
        let bytes = line.utf8
        guard let letter = bytes.first, bytes.dropFirst().first == UInt8(ascii: ":") else { return false }
        return "ABCDFGHNORSTWZw+".utf8.contains(letter)
    }
}
