/// A piece of music as written, on one timeline of integer ticks.
public struct Score: Hashable, Sendable {
    /// Divides evenly into 2⁵·3²·5·7: tuplets of 2 to 10 down to 1/128 notes are exact.
    public static let notationTicksPerQuarter = 10_080

    public var ticksPerQuarter: Int
    public var header: Header
    public var parts: [Part]
    // Score-wide timelines, each in order of onset.
    public var meters: [Timed<Meter>]
    public var keys: [Timed<Key>]
    public var tempos: [Timed<Tempo>]
    public var barlines: [Barline]
    public var chordSymbols: [Timed<ChordSymbol>]
    /// Labels of parts (`P:A`), in order of onset.
    public var labels: [Timed<String>]
    /// The order in which labelled parts are played, `["A", "B", "A"]`; empty where they are played as they stand.
    public var playOrder: [String]

    public init(ticksPerQuarter: Int = Self.notationTicksPerQuarter) {
        self.ticksPerQuarter = ticksPerQuarter
        header = Header()
        parts = []
        meters = []
        keys = []
        tempos = []
        barlines = []
        chordSymbols = []
        labels = []
        playOrder = []
    }

    /// The end of the last note, rest or bar, in ticks.
    public var end: Int {
        var end = barlines.last?.onset ?? 0
        for part in parts {
            for note in part.notes { end = max(end, note.end) }
            for rest in part.rests { end = max(end, rest.onset + rest.duration) }
        }
        return end
    }
}

/// A value that holds from a place on.
public struct Timed<Value: Hashable & Sendable>: Hashable, Sendable {
    /// Ticks from the start of the score.
    public var onset: Int
    public var value: Value

    public init(_ onset: Int, _ value: Value) {
        self.onset = onset
        self.value = value
    }
}

extension Array {
    /// The value in force at `onset` in a timeline; nil before its first.
    public func value<V>(at onset: Int) -> V? where Element == Timed<V> {
        last { $0.onset <= onset }?.value
    }
}

/// How fast: beats a minute, or a word alone.
public struct Tempo: Hashable, Sendable {
    /// Beats a minute; nil where only a word stands.
    public var bpm: Double?
    /// The beat's length in quarters as a fraction: 3/2 for the dotted quarter of `Q:3/8=120`.
    public var beatNumerator: Int
    public var beatDenominator: Int
    /// `Allegro`; empty where none is written.
    public var text: String

    public init(bpm: Double?, beatNumerator: Int = 1, beatDenominator: Int = 1, text: String = "") {
        self.bpm = bpm
        self.beatNumerator = beatNumerator
        self.beatDenominator = beatDenominator
        self.text = text
    }

    public var quartersPerMinute: Double? { bpm.map { $0 * Double(beatNumerator) / Double(beatDenominator) } }
}

/// What stands above the music.
public struct Header: Hashable, Sendable {
    /// ABC's X:.
    public var referenceNumber: Int?
    public var titles: [String] = []
    public var composers: [String] = []
    /// The kind of tune in lower case as written: `jig`, `slip jig`; empty where unknown.
    public var rhythm = ""
    public var origin = ""
    /// ABC's B:, one a line: the books that the tune stands in.
    public var books: [String] = []
    /// ABC's S:.
    public var source = ""
    /// Words below the tune (ABC's W:), one a line.
    public var words: [String] = []
    /// Other fields by their ABC letter, in the order written: notes N, transcription Z, discography D, history H …
    public var others: [Field] = []

    public struct Field: Hashable, Sendable {
        public var letter: Character
        public var text: String

        public init(_ letter: Character, _ text: String) {
            self.letter = letter
            self.text = text
        }
    }

    public init() {}

    public var title: String { titles.first ?? "" }
}

/// One instrument's music: one or more voices.
public struct Part: Hashable, Sendable {
    public var name: String
    /// General MIDI program, 0 to 127.
    public var program: Int
    public var isDrums: Bool
    /// In order of onset, then voice; the notes of a chord stay together, in the order written.
    public var notes: [Note]
    /// In order of onset, then voice.
    public var rests: [Rest]

    public init(name: String = "", program: Int = 0, isDrums: Bool = false, notes: [Note] = [], rests: [Rest] = []) {
        self.name = name
        self.program = program
        self.isDrums = isDrums
        self.notes = notes
        self.rests = rests
    }
}
