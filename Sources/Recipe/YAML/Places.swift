import MuseProtocols

/// From libyaml's places (from 0, in Unicode scalars, of the text that it parses) to those of a source (from 1, in
/// characters).
struct Places {
    private let source: SourceFile
    private let lines: [Substring]
    /// Lines before the parsed text, and scalars before it in its first line.
    private let firstLine: Int
    private let firstColumn: Int
    private let isASCII: Bool

    init(_ source: SourceFile, from start: String.Index) {
        self.source = source
        isASCII = source.text.utf8.allSatisfy { $0 < 0x80 }
        // By bytes: in characters, "\r\n" is a single one.
        lines = source.text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map(Substring.init)
        let before = source.text[..<start]
        firstLine = before.utf8.count { $0 == 0x0A }
        let lineStart = before.utf8.lastIndex(of: 0x0A).map { before.utf8.index(after: $0) } ?? before.startIndex
        firstColumn = before[lineStart...].unicodeScalars.count
    }

    func mark(_ line: Int, _ column: Int) -> SourceMark {
        let scalars = column + (line == 0 ? firstColumn : 0)
        let characters = isASCII ? scalars : String(scalarPrefix(line, scalars)).count
        return SourceMark(source: source, line: firstLine + line + 1, column: characters + 1)
    }

    func character(_ line: Int, _ column: Int) -> Character? {
        guard lines.indices.contains(firstLine + line) else { return nil }
        let scalars = lines[firstLine + line].unicodeScalars
        return scalars.dropFirst(column + (line == 0 ? firstColumn : 0)).first.map(Character.init)
    }

    private func scalarPrefix(_ line: Int, _ count: Int) -> Substring.UnicodeScalarView {
        guard lines.indices.contains(firstLine + line) else { return Substring().unicodeScalars }
        return lines[firstLine + line].unicodeScalars.prefix(count)
    }
}
