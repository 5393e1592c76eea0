import MuseMusic

/// One voice while it is read: where it is in time, what holds in it, and what has been read.
struct Voice {
    /// What `V:` calls it; empty for the music of a tune without voices.
    let id: String
    var part: Int
    /// Within its part.
    var number: UInt8
    /// The voice that this one is an overlay of, and the voices that overlay it.
    var main: Int?
    var overlays: [Int] = []

    // What holds from here on.
    var unit: ExactTicks
    var meter: Meter?
    var alterations: [Int]
    var octaveShift = 0

    var position = ExactTicks(0)
    var barStart = ExactTicks(0)
    /// A line of text ended where the bar was full, and no bar line has come since.
    var isBarlineMissing = false
    var accidentals = BarAccidentals()
    var tuplet: OpenTuplet?
    var ties: [OpenTie] = []
    /// What a broken rhythm makes of the next note.
    var broken: (numerator: Int, denominator: Int, offset: Int, line: Line)?
    var slurs: [OpenSlur] = []
    var last: LastElement?

    var notes: [Note] = []
    var rests: [Rest] = []
    var barlines: [PlacedBarline] = []
    var meters: [Timed<Meter>] = []
    var keys: [Timed<Key>] = []

    // Where lyrics go.
    var musicLine = 0
    var lyricsStart = 0
    /// Where a line that goes on from the last lyrics would start.
    var lyricsNext = 0
    var verse = 0

    init(id: String, part: Int, number: UInt8, unit: ExactTicks, meter: Meter?, key: Key) {
        self.id = id
        self.part = part
        self.number = number
        self.unit = unit
        self.meter = meter
        alterations = key.alterations
    }

    var isEmpty: Bool { notes.isEmpty && rests.isEmpty && barlines.isEmpty }

    /// A bar's length; a whole note in free time.
    var barTicks: Int {
        meter?.barTicks(Score.notationTicksPerQuarter) ?? 4 * Score.notationTicksPerQuarter
    }
}

/// A bar line and the place in the text where it stands.
struct PlacedBarline {
    var barline: Barline
    var offset: Int
    var line: Line
}

/// The last note, chord or rest of a voice, which ties, broken rhythms and slur ends look back at.
struct LastElement {
    var start: ExactTicks
    var duration: ExactTicks
    /// Its notes in the voice's list; empty for a rest.
    var notes: Range<Int>
    var rest: Int?
    /// Something with a place of its own stands after it, a bar line or a change of key: its length is fixed.
    var isSettled = false
}

struct OpenTuplet {
    var actual: Int
    var normal: Int
    var count: Int
    var index = 0
    var offset: Int
    var line: Line
    /// Where its notes and rests begin in the voice's lists.
    var firstNote: Int
    var firstRest: Int
}

struct OpenTie {
    var pitch: Pitch
    var note: Int
    var offset: Int
    var line: Line
    /// A repeat or an ending stands after it, so that what it leads to need not be what follows in the text.
    var isAtSectionEnd = false
}

struct OpenSlur {
    var note: Int?
    var rest: Int?
    var offset: Int
    var line: Line
}

/// The accidentals written since the last bar line.
///
/// Source: ABC 2.1, section 11.3, `propagate-accidentals`.
struct BarAccidentals {
    enum Reach { case note, octave, allOctaves }

    var reach = Reach.allOctaves
    private var entries: [(position: Int, alter: Int)] = []

    mutating func removeAll() { if !entries.isEmpty { entries.removeAll(keepingCapacity: true) } }

    mutating func set(step: Int, octave: Int, alter: Int) {
        guard reach != .note else { return }
        let position = reach == .octave ? 7 * octave + step : step
        if let i = entries.firstIndex(where: { $0.position == position }) {
            entries[i].alter = alter
        } else {
            entries.append((position, alter))
        }
    }

    func alter(step: Int, octave: Int) -> Int? {
        if entries.isEmpty { return nil }
        let position = reach == .octave ? 7 * octave + step : step
        return entries.first { $0.position == position }?.alter
    }
}
