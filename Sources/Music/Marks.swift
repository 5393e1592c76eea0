/// The marks of a note: grace notes, decorations, slurs, lyrics and annotations.
///
/// Most notes have no marks; the value is then an 8-byte nil reference. The marks of a chord are attached to its first
/// note.
public struct Marks: Hashable, Sendable {
    private struct Content: Hashable, Sendable {
        var graces = Graces()
        var decorations: [String] = []
        var slurStarts = 0
        var dottedSlurStarts = 0
        var slurEnds = 0
        var lyrics: [String] = []
        var annotations: [String] = []
    }

    private final class Box: Sendable {
        let content: Content
        init(_ content: Content) { self.content = content }
    }

    private var box: Box?

    public init() {}

    public var isEmpty: Bool { box == nil }

    /// Grace notes before the note, in the order played.
    public var graces: Graces {
        get { content.graces }
        set { change { $0.graces = newValue } }
    }

    /// Decoration names of the ABC standard, section 4.14, without exclamation marks: `trill`, `staccato`, `roll`.
    public var decorations: [String] {
        get { content.decorations }
        set { change { $0.decorations = newValue } }
    }

    public var slurStarts: Int {
        get { content.slurStarts }
        set { change { $0.slurStarts = newValue } }
    }

    /// How many of the slurs that start here are dotted, outer ones first.
    public var dottedSlurStarts: Int {
        get { content.dottedSlurStarts }
        set { change { $0.dottedSlurStarts = newValue } }
    }

    public var slurEnds: Int {
        get { content.slurEnds }
        set { change { $0.slurEnds = newValue } }
    }

    /// One syllable per verse, empty for a verse without one here. A `-` or `_` at the end of a syllable joins it to
    /// the next or holds it; as its first character it is text.
    public var lyrics: [String] {
        get { content.lyrics }
        set { change { $0.lyrics = newValue } }
    }

    /// Free texts at the note, which may start with ABC's placement sign (`^`, `_`, `<`, `>`, `@`).
    public var annotations: [String] {
        get { content.annotations }
        set { change { $0.annotations = newValue } }
    }

    private static let none = Content()

    private var content: Content { box?.content ?? Self.none }

    private mutating func change(_ edit: (inout Content) -> Void) {
        var copy = content
        edit(&copy)
        box = copy == Self.none ? nil : Box(copy)
    }

    public static func == (a: Self, b: Self) -> Bool { a.box === b.box || a.content == b.content }
    public func hash(into hasher: inout Hasher) { hasher.combine(content) }
}

/// Grace notes before a note.
public struct Graces: Hashable, Sendable {
    public struct Grace: Hashable, Sendable {
        public var pitch: Pitch
        /// The written length in ticks; a grace note takes no time of its own.
        public var duration: Int

        public init(pitch: Pitch, duration: Int) {
            self.pitch = pitch
            self.duration = duration
        }
    }

    public var notes: [Grace]
    /// Whether the grace notes are slashed: `{/g}`.
    public var isAcciaccatura: Bool

    public init(_ notes: [Grace] = [], isAcciaccatura: Bool = false) {
        self.notes = notes
        self.isAcciaccatura = isAcciaccatura
    }

    public var isEmpty: Bool { notes.isEmpty }
}
