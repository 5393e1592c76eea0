import MuseMusic

/// The checks of a tune that matter to its author, but not to those who only read the music.
struct TuneChecks {
    /// The maximum number of diagnostics about a tune; errors up to twice this number.
    static let messageLimit = 1000

    private let text: ABCText
    private let header: [Line]
    private let lines: [Line]

    /// - Parameters:
    ///   - header: the lines of the file header.
    ///   - lines: the lines of the tune.
    init(_ text: ABCText, header: [Line], lines: [Line]) {
        self.text = text
        self.header = header
        self.lines = lines
    }

    /// - Parameters:
    ///   - score: the tune as read from `voices`.
    ///   - lyrics: its lines of lyrics.
    func report(_ score: Score, _ voices: [VoiceBuilder], _ lyrics: [LyricLine], _ reports: inout Reports) {
        // In the body, meters can also change inside a line.
        let hasMeter =
            (header + lines).contains { $0.isField("M", in: text.bytes) } || score.meters != [Timed(0, .free)]
        FieldChecks(text, lines: lines).report(score, hasMeter: hasMeter, &reports)
        var music = MusicTextChecks(text, lines: lines)
        music.report(fileHeader: header, &reports)
        if !lyrics.isEmpty { LyricChecks(voices).report(lyrics, &reports) }
    }
}
