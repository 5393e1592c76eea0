public import MuseMusic
public import MuseProtocols

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
    public var place: String { label.place }

    var label: TunePlace { TunePlace(score, file: path, mark: mark) }
}

extension MusicFile {
    /// The tunes with their places.
    ///
    /// - Parameter path: that of the file.
    public func tunes(path: String) -> [FileTune] {
        zip(scores, marks).map { FileTune($0, path: path, mark: $1) }
    }
}
