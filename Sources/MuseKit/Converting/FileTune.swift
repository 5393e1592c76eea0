public import MuseMusic
public import MuseProtocols
import MuseStorage

/// A tune and the file that it was read from.
public struct FileTune: Sendable {
    public var score: Score
    /// The path of the file; `-` for standard input, empty for a tune from no file.
    public let path: String
    /// Where the tune starts; nil in formats without lines.
    public let mark: SourceMark?

    public init(_ score: Score, path: String, mark: SourceMark? = nil) {
        self.score = score
        self.path = path
        self.mark = mark
    }

    /// The start of messages about the tune: `tunes.abc:12: 'The Kesh'`.
    public var place: String {
        let file = path == "-" ? FileReader.standardInputName : path
        let place = mark.map { "\(file):\($0.line)" } ?? file
        let title = score.header.title
        return printable([place, title.isEmpty ? "" : "'\(title)'"].filter { !$0.isEmpty }.joined(separator: ": "))
    }

    /// The name of the file without folder and extension; `stdin` for standard input.
    var baseName: String {
        if path == "-" { return "stdin" }
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return String(name) }
        return String(name[..<dot])
    }
}

extension MusicFile {
    /// The tunes with their places.
    ///
    /// - Parameter path: that of the file.
    public func tunes(path: String) -> [FileTune] {
        zip(scores, marks).map { FileTune($0, path: path, mark: $1) }
    }
}
