import MusePlatform
import MuseStorage

/// A text written by a person (a recipe, a tunebook, a command-line argument), kept so that messages can quote it.
public final class SourceFile: Sendable {
    /// As shown to the user: a path, or `--set` for the command line.
    public let name: String
    public var text: String {
        switch contents {
        case .text(let text): text
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        }
    }

    private enum Contents {
        case text(String)
        case bytes([UInt8])
    }

    private let contents: Contents
    /// The offset of each line, found once because a report can quote thousands of lines.
    private let lineOffsets: Once<[Int]>

    public convenience init(name: String, text: String) { self.init(name, .text(text)) }

    /// A text in UTF-8, which is not copied.
    package convenience init(name: String, bytes: [UInt8]) { self.init(name, .bytes(bytes)) }

    private init(_ name: String, _ contents: Contents) {
        self.name = name
        self.contents = contents
        lineOffsets = Once { Self.withBytes(of: contents, Self.lineOffsets) }
    }

    private static func withBytes<Result>(
        of contents: Contents, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        switch contents {
        case .bytes(let bytes): return bytes.withUnsafeBufferPointer(body)
        case .text(var text): return text.withUTF8(body)
        }
    }

    private static func lineOffsets(of bytes: UnsafeBufferPointer<UInt8>) -> [Int] {
        var offsets = [0]
        guard let start = bytes.baseAddress else { return offsets }
        while let last = offsets.last, let end = memchr(start + last, 0x0A, bytes.count - last) {
            offsets.append(UnsafeRawPointer(end) - UnsafeRawPointer(start) + 1)
        }
        return offsets
    }

    /// Line `number`, counted from 1, without its line terminator; empty if there is no such line.
    public func line(_ number: Int) -> Substring {
        guard let offsets = try? lineOffsets.get(), offsets.indices.contains(number - 1) else { return "" }
        return Self.withBytes(of: contents) { bytes in
            var line = bytes[offsets[number - 1]..<(number < offsets.count ? offsets[number] - 1 : bytes.count)]
            if line.last == 0x0D { line.removeLast() }
            return Substring(String(decoding: line, as: UTF8.self))
        }
    }
}

extension SourceFile {
    /// Whether the source is a command-line argument, not a file.
    package var isArgument: Bool { name.hasPrefix("--") }

    /// The base of relative paths in this text: the folder of the file, or the working directory for the command line.
    package var folder: String { isArgument ? "" : parentFolder(of: name) }
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
