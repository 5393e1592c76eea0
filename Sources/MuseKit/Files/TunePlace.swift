import MuseMusic
import MuseProtocols
import MuseStorage

/// A tune in a music file.
public struct TunePlace: Sendable, Equatable {
    /// The path of the file; `-` for standard input, empty for a tune from no file.
    public let file: String
    /// The line at which the tune starts, from 1; nil in formats without lines.
    public let line: Int?
    /// The reference number, ABC's `X:`; nil if it has none.
    public let number: Int?
    /// Empty if it has none.
    public let title: String

    init(_ score: Score, file: String, mark: SourceMark?) {
        self.file = file
        line = mark?.line
        number = score.header.referenceNumber
        title = score.header.title
    }

    /// The start of messages about the tune: `tunes.abc:12: 'The Kesh'`.
    public var place: String {
        let name = MusicReader.name(file)
        let place = line.map { "\(name):\($0)" } ?? name
        return printable([place, title.isEmpty ? "" : "'\(title)'"].filter { !$0.isEmpty }.joined(separator: ": "))
    }

    /// The name of the file without folder and extension; `stdin` for standard input.
    var baseName: String {
        if file == "-" { return "stdin" }
        let name = file.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return String(name) }
        return String(name[..<dot])
    }
}
