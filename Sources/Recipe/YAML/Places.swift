import MuseProtocols

/// Converts libyaml's positions (0-based, in Unicode scalars of the parsed text) to source positions (1-based, in
/// characters).
final class Places {
    private let source: SourceFile
    private let lines: [Substring]
    /// The number of lines before the parsed text, and of scalars before it in its first line.
    private let firstLine: Int
    private let firstColumn: Int
    private let isASCII: Bool
    // Cache for the most recent line, so that a long line with many values is not recounted for each.
    private var table: (line: Int, charactersBefore: [Int])?

    init(_ source: SourceFile, from start: String.Index) {
        self.source = source
        isASCII = source.text.utf8.allSatisfy { $0 < 0x80 }
        // Split by bytes, because "\r\n" is a single character.
        lines = source.text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map(Substring.init)
        let before = source.text[..<start]
        firstLine = before.utf8.count { $0 == 0x0A }
        let lineStart = before.utf8.lastIndex(of: 0x0A).map { before.utf8.index(after: $0) } ?? before.startIndex
        firstColumn = before[lineStart...].unicodeScalars.count
    }

    func mark(_ line: Int, _ column: Int) -> SourceMark {
        let scalars = column + (line == 0 ? firstColumn : 0)
        let characters = isASCII ? scalars : charactersBefore(scalars, line: firstLine + line)
        return SourceMark(source: source, line: firstLine + line + 1, column: characters + 1)
    }

    func character(_ line: Int, _ column: Int) -> Character? {
        guard lines.indices.contains(firstLine + line) else { return nil }
        let scalars = lines[firstLine + line].unicodeScalars
        return scalars.dropFirst(column + (line == 0 ? firstColumn : 0)).first.map(Character.init)
    }

    private func charactersBefore(_ scalars: Int, line: Int) -> Int {
        guard lines.indices.contains(line) else { return 0 }
        if table?.line != line {
            var charactersBefore: [Int] = []
            for (i, character) in lines[line].enumerated() {
                // A position inside a character counts as after that character.
                charactersBefore.append(i)
                charactersBefore += repeatElement(i + 1, count: character.unicodeScalars.count - 1)
            }
            table = (line, charactersBefore + [lines[line].count])
        }
        let counts = table?.charactersBefore ?? [0]
        return counts[min(scalars, counts.count - 1)]
    }
}
