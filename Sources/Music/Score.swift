/// A piece of music as written, on one timeline of integer ticks.
public struct Score: Hashable, Sendable {
    /// 2⁵·3²·5·7: tuplets of 2 to 10 are exact down to 1/128 notes.
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
    /// The order in which labelled parts are played, `["A", "B", "A"]`; empty if they are played as written.
    public var playOrder: [String]
    /// For a score read from a performance, such as a MIDI file; nil for notation.
    public var performance: Performance?
    private var pageSlot = PageSlot()

    /// The text that the score was read from; nil if it was not read from a text format that is written back. It does
    /// not count when scores are compared.
    public var page: Page? {
        get { pageSlot.page }
        set { pageSlot.page = newValue }
    }

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
        performance = nil
    }

    /// The end of the last note, rest or bar, in ticks.
    public var end: Int {
        var end = barlines.last?.onset ?? 0
        for part in parts {
            for i in part.notes.indices { end = max(end, part.notes[i].end) }
            for i in part.rests.indices { end = max(end, part.rests[i].onset + part.rests[i].duration) }
        }
        return end
    }
}

/// A value that is in force from its onset on.
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
    /// Returns the value in force at `onset` in a timeline; nil before the first value.
    ///
    /// - Complexity: O(log n).
    @inlinable
    public func value<V>(at onset: Int) -> V? where Element == Timed<V> {
        // Exporters call this for each note: without specialization by the compiler, it would take half of their time.
        var (next, end) = (0, count)
        while next < end {
            let middle = (next + end) / 2
            if self[middle].onset > onset { end = middle } else { next = middle + 1 }
        }
        return next > 0 ? self[next - 1].value : nil
    }

    /// Sets the value in force from `onset` on, up to the next one in the timeline.
    package mutating func set<V>(_ value: V, from onset: Int) where Element == Timed<V> {
        let i = firstIndex(from: onset)
        if i < count, self[i].onset == onset {
            self[i].value = value
        } else {
            insert(Timed(onset, value), at: i)
        }
    }
}

/// A tempo: beats per minute, a word, or both.
public struct Tempo: Hashable, Sendable {
    /// Beats per minute; nil if there is only a word.
    public var bpm: Double?
    /// The length of the beat in quarters, as a fraction: 3/2 for the dotted quarter of `Q:3/8=120`.
    public var beatNumerator: Int
    public var beatDenominator: Int
    /// The tempo word, such as `Allegro`; empty if there is none.
    public var text: String

    public init(bpm: Double?, beatNumerator: Int = 1, beatDenominator: Int = 1, text: String = "") {
        self.bpm = bpm
        self.beatNumerator = beatNumerator
        self.beatDenominator = beatDenominator
        self.text = text
    }

    public var quartersPerMinute: Double? { bpm.map { $0 * Double(beatNumerator) / Double(beatDenominator) } }
}

/// The header of a tune: title, composer and other fields.
public struct Header: Hashable, Sendable {
    /// ABC's X:.
    public var referenceNumber: Int?
    public var titles: [String] = []
    public var composers: [String] = []
    /// The kind of tune in lower case as written: `jig`, `slip jig`; empty if unknown.
    public var rhythm = ""
    public var origin = ""
    /// The books that contain the tune (ABC's B:), one entry per line.
    public var books: [String] = []
    /// ABC's S:.
    public var source = ""
    /// Words printed below the tune (ABC's W:), one entry per line.
    public var words: [String] = []
    /// Other fields by their ABC letter, in the order written: notes N, transcription Z, discography D, history H and
    /// so on.
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

/// The music of one instrument, in one or more voices.
public struct Part: Hashable, Sendable {
    public var name: String
    /// General MIDI program, 0 to 127.
    public var program: Int
    public var isDrums: Bool
    /// The MIDI channel that the part was read from, 0 to 15; nil for other sources.
    public var channel: UInt8?
    /// The intervals from written to sounding pitch, each in force from its onset on; empty if the instrument is
    /// written at sounding pitch. The notes have their sounding pitch.
    public var transpositions: [Timed<Transposition>] = []
    /// The name printed from the second system on; empty if there is none.
    public var shortName = ""
    /// The declared clefs, in order of onset; empty if none is declared.
    public var clefs: [Timed<Clef>] = []
    /// In order of onset, then voice; notes of a chord are adjacent, in the order written.
    public var notes: [Note]
    /// In order of onset, then voice.
    public var rests: [Rest]
    /// The first voice on the lower of two staves, as in piano music; nil for one staff.
    public var lowerStaffVoice: UInt8?
    /// The MIDI messages other than notes, in order of time; only read from and written to MIDI files.
    public var controls: [Timed<Control>] = []

    public init(name: String = "", program: Int = 0, isDrums: Bool = false, notes: [Note] = [], rests: [Rest] = []) {
        self.name = name
        self.program = program
        self.isDrums = isDrums
        self.notes = notes
        self.rests = rests
    }
}
