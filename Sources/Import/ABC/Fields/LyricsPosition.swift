/// The position in a voice at which the next line of lyrics starts.
struct LyricsPosition {
    /// The number of the last line of music.
    var musicLine = 0
    /// The index of the first note of the music that the next verse applies to.
    private(set) var start = 0
    /// The index of the note at which a continued line of lyrics resumes.
    private(set) var next = 0
    /// The number of verses read for that music.
    private(set) var verses = 0

    static let maximumVerses = 64

    /// Lets the next verses start at `note` if the music so far has lyrics.
    mutating func startMusic(at note: Int) {
        guard verses > 0 else { return }
        verses = 0
        start = note
    }

    mutating func restart() {
        verses = 0
        start = 0
    }

    /// Returns the verse and the first note of a new line of lyrics.
    func verse(continuing: Bool) -> (verse: Int, note: Int) {
        continuing ? (max(0, verses - 1), next) : (verses, start)
    }

    mutating func endLine(at note: Int, continuing: Bool) {
        next = note
        if !continuing { verses += 1 }
    }
}
