import MusePlatform

/// A text written by a person (a recipe, a tunebook, a command-line argument), kept so that messages can quote it.
public final class SourceFile: Sendable {
    /// As shown to the user: a path, or `--set` for the command line.
    public let name: String
    public let text: String
    /// The offset of each line, found once because a report can quote thousands of lines.
    private let lineOffsets: Once<[Int]>

    public init(name: String, text: String) {
        self.name = name
        self.text = text
        lineOffsets = Once { Self.lineOffsets(of: text) }
    }

    private static func lineOffsets(of text: String) -> [Int] {
        var text = text
        return text.withUTF8 { bytes in
            var offsets = [0]
            guard let start = bytes.baseAddress else { return offsets }
            while let last = offsets.last, let end = memchr(start + last, 0x0A, bytes.count - last) {
                offsets.append(UnsafeRawPointer(end) - UnsafeRawPointer(start) + 1)
            }
            return offsets
        }
    }

    /// Line `number`, counted from 1, without its line terminator; empty if there is no such line.
    public func line(_ number: Int) -> Substring {
        guard let offsets = try? lineOffsets.get(), offsets.indices.contains(number - 1) else { return "" }
        let bytes = text.utf8
        let start = bytes.index(bytes.startIndex, offsetBy: offsets[number - 1])
        var end = bytes.endIndex
        if number < offsets.count { end = bytes.index(bytes.startIndex, offsetBy: offsets[number] - 1) }
        if end > start, bytes[bytes.index(before: end)] == 0x0D { end = bytes.index(before: end) }
        return text[start..<end]
    }
}

/// A position in a source: line and column counted from 1, the column in characters.
public struct SourceMark: Sendable {
    public let source: SourceFile
    public let line: Int
    public let column: Int

    public init(source: SourceFile, line: Int, column: Int) {
        self.source = source
        self.line = line
        self.column = column
    }

    /// `jigs.yaml:14:12`; `--set:1:7` for the command line.
    public var place: String { "\(source.name):\(line):\(column)" }
}

extension SourceMark: Equatable, Comparable {
    public static func == (a: Self, b: Self) -> Bool {
        a.source.name == b.source.name && a.line == b.line && a.column == b.column
    }

    public static func < (a: Self, b: Self) -> Bool {
        (a.source.name, a.line, a.column) < (b.source.name, b.line, b.column)
    }
}
