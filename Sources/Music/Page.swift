/// The text that a score was read from, with everything that music does not tell: the choice of units, beams, line
/// breaks, comments, directives.
///
/// An exporter to the same format writes the text back, as long as the score is as it was read. Nothing else uses it.
public struct Page: Sendable {
    /// The name of the importer that read the text: `abc`.
    public let format: String
    /// The text before the first tune of the file, which applies to all its tunes; empty if there is none.
    public let fileHeader: String
    /// The text between the previous tune, or the file header, and this tune: usually an empty line.
    public let before: String
    /// The text of the tune itself, whole lines.
    public let text: String
    /// The text after the last tune of the file.
    public let after: String
    /// The score as read, without its page. It shares its memory with the score until that is changed.
    private var music: @Sendable () -> Score

    public init(format: String, fileHeader: String, before: String, text: String, after: String, of score: Score) {
        self.format = format
        self.fileHeader = fileHeader
        self.before = before
        self.text = text
        self.after = after
        music = { score }
    }

    /// A copy that does not keep the score in memory, for a page that is known to show it.
    package var withoutScore: Page {
        var page = self
        page.music = Self.emptyScore
        return page
    }

    private static let emptyScore: @Sendable () -> Score = { Score() }

    /// Whether the page shows a score: whether its music and header are as they were read.
    public func shows(_ score: Score) -> Bool { score == music() }
}

/// The page of a score, left out of comparisons: two scores of the same music are equal however they were written.
struct PageSlot: Hashable, Sendable {
    var page: Page?

    static func == (a: Self, b: Self) -> Bool { true }
    func hash(into hasher: inout Hasher) {}
}
