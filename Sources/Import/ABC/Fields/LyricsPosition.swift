/// Where the next line of lyrics goes in a voice.
struct LyricsPosition {
    /// The line of the text whose music came last.
    var musicLine = 0
    /// The first note of the music that the next verse goes to.
    private(set) var start = 0
    /// The note at which a line that continues the last one goes on.
    private(set) var next = 0
    /// How many verses that music has.
    private(set) var verses = 0

    static let maximumVerses = 64

    /// The music after a line of lyrics starts here, and with it the first verse.
    mutating func startMusic(at note: Int) {
        guard verses > 0 else { return }
        verses = 0
        start = note
    }

    mutating func restart() {
        verses = 0
        start = 0
    }

    /// The verse of a new line of lyrics and its first note.
    func verse(continuing: Bool) -> (verse: Int, note: Int) {
        continuing ? (max(0, verses - 1), next) : (verses, start)
    }

    mutating func endLine(at note: Int, continuing: Bool) {
        next = note
        if !continuing { verses += 1 }
    }
}
