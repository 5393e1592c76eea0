/// What is attached to a note beside its pitch and length: grace notes, decorations, slurs, texts.
///
/// Most notes have none; the value is then a nil reference of 8 bytes. In a chord, marks of the whole chord are
/// attached to its first (lowest listed) note.
public struct Marks: Hashable, Sendable {
    private struct Content: Hashable, Sendable {
        var graces = Graces()
        var decorations: [String] = []
        var slurStarts = 0
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

    /// Names of the ABC standard, section 4.14, without exclamation marks: `trill`, `staccato`, `upbow`, `roll`.
    public var decorations: [String] {
        get { content.decorations }
        set { change { $0.decorations = newValue } }
    }

    public var slurStarts: Int {
        get { content.slurStarts }
        set { change { $0.slurStarts = newValue } }
    }

    public var slurEnds: Int {
        get { content.slurEnds }
        set { change { $0.slurEnds = newValue } }
    }

    /// One syllable a verse; empty if the verse has none here. A trailing `-` or `_` belongs to the syllable.
    public var lyrics: [String] {
        get { content.lyrics }
        set { change { $0.lyrics = newValue } }
    }

    /// Free texts at the note; ABC's placement sign (`^`, `_`, `<`, `>`, `@`) comes first.
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
    /// With a slash: `{/g}`.
    public var isAcciaccatura: Bool

    public init(_ notes: [Grace] = [], isAcciaccatura: Bool = false) {
        self.notes = notes
        self.isAcciaccatura = isAcciaccatura
    }

    public var isEmpty: Bool { notes.isEmpty }
}
