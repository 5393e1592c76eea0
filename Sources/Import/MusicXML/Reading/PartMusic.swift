import MuseMusic

/// A value at a position in a measure of a part.
struct InMeasure<Value> {
    /// The index of the measure, from 0.
    let measure: Int
    /// Ticks from the start of the measure.
    let position: ExactTicks
    let value: Value
    let place: XMLPlace

    func map<Other>(_ change: (Value) -> Other) -> InMeasure<Other> {
        InMeasure<Other>(measure: measure, position: position, value: change(value), place: place)
    }
}

/// The music of a part as read, with times relative to the start of the measure: measures of other parts may be longer.
struct PartMusic {
    struct Measure {
        let place: XMLPlace
        let number: String
        /// Whether it is not counted, because it is a pickup or completes another measure.
        let isImplicit: Bool
        var length = ExactTicks(0)
    }

    let info: PartInfo
    var measures: [Measure] = []
    /// In the order of the document.
    var elements: [PartElement] = []
    /// The notes of the elements.
    var tones: [Tone] = []
    /// At sounding pitch.
    var keys: [InMeasure<Key>] = []
    var meters: [InMeasure<Meter>] = []
    var transpositions: [InMeasure<Transposition>] = []
    var clefs: [InMeasure<Clef>] = []
    var tempos: [InMeasure<Tempo>] = []
    var labels: [InMeasure<String>] = []
    /// At sounding pitch.
    var chordSymbols: [InMeasure<ChordSymbol>] = []
    var barlines: [InMeasure<BarlineContent>] = []

    init(_ info: PartInfo) { self.info = info }
}

/// A note, chord or rest.
struct PartElement {
    let measure: Int
    let start: ExactTicks
    let duration: ExactTicks
    /// The number of the voice in the part, from 0.
    let voice: UInt8
    /// The number of the staff, from 1.
    let staff: Int
    let place: XMLPlace
    /// Its indices in `PartMusic.tones`; empty for a rest.
    var tones: Range<Int>
    var isVisible = true
    var tuplet: Tuplet?
    var marks = Marks()

    func isAfter(_ other: PartElement) -> Bool {
        (measure, start.rounded) > (other.measure, other.start.rounded)
    }
}

/// A note of a chord, or a single note.
struct Tone {
    /// The sounding pitch.
    let pitch: Pitch
    let duration: ExactTicks
    let isDrum: Bool
    let startsTie: Bool
    let stopsTie: Bool
}
