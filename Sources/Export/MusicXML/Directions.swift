import MuseMusic

/// An item of a measure other than a note.
enum Direction: Hashable {
    // At equal times, directions are written in this order: readers apply a transposition to the key after it.
    case transposition(Transposition)
    case key(Key)
    case meter(Meter)
    case clef(Clef)
    case label(String)
    case tempo(Tempo)
    case chord(ChordSymbol)

    /// Whether it is written within `attributes`.
    var isAttribute: Bool {
        switch self {
        case .transposition, .key, .meter, .clef: true
        case .label, .tempo, .chord: false
        }
    }

    private var rank: Int {
        switch self {
        case .transposition: 0
        case .key: 1
        case .meter: 2
        case .clef: 3
        case .label: 4
        case .tempo: 5
        case .chord: 6
        }
    }

    /// Returns the directions of a score in order of time; only the first part gets more than keys, meters
    /// and its own changes of clef and transposition.
    static func all(of score: Score, _ written: WrittenPart, isFirstPart: Bool) -> [Timed<Direction>] {
        var result = written.keys.map { Timed($0.onset, Direction.key($0.value)) }
        result += score.meters.map { Timed($0.onset, .meter($0.value)) }
        result += written.transpositions.map { Timed($0.onset, .transposition($0.value)) }
        result += written.part.clefs.lazy.filter { $0.onset > 0 }.map { Timed($0.onset, .clef($0.value)) }
        if isFirstPart {
            result += score.labels.map { Timed($0.onset, .label($0.value)) }
            result += score.tempos.map { Timed($0.onset, .tempo($0.value)) }
            result += score.chordSymbols.map { Timed($0.onset, .chord(written.written($0))) }
        }
        let order = result.indices.sorted {
            (result[$0].onset, result[$0].value.rank, $0) < (result[$1].onset, result[$1].value.rank, $1)
        }
        return order.map { result[$0] }
    }
}

extension XMLWriter {
    /// Writes a `direction` element with the content of `write` and optionally a `sound` element with one attribute.
    func direction(
        placement: StaticString = "above", offset: Int = 0, sound: (name: StaticString, value: String)? = nil,
        _ write: () -> Void
    ) {
        start("direction")
        attribute("placement", placement)
        write()
        if offset != 0 { element("offset", offset) }
        if let sound {
            start("sound")
            attribute(sound.name, sound.value)
            end()
        }
        end()
    }

    func directionType(_ name: StaticString, _ words: String? = nil) {
        start("direction-type")
        if let words { element(name, words) } else { empty(name) }
        end()
    }

    func tempo(_ tempo: Tempo, ticksPerQuarter: Int, values: NoteValues, offset: Int) {
        var beat: NoteValue?
        if tempo.beatDenominator > 0 {
            let (ticks, overflow) = ticksPerQuarter.multipliedReportingOverflow(by: tempo.beatNumerator)
            if !overflow, ticks % tempo.beatDenominator == 0 { beat = values[ticks / tempo.beatDenominator] }
        }
        let speed = tempo.quartersPerMinute.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
        let hasMetronome = speed != nil && beat != nil
        guard !tempo.text.isEmpty || speed != nil else { return }
        direction(offset: offset, sound: speed.map { ("tempo", Self.decimal($0)) }) {
            if !tempo.text.isEmpty || !hasMetronome { directionType("words", tempo.text) }
            guard hasMetronome, let beat, let bpm = tempo.bpm else { return }
            start("direction-type")
            start("metronome")
            element("beat-unit", beat.name)
            for _ in 0..<beat.dots { empty("beat-unit-dot") }
            element("per-minute", Self.decimal(bpm))
            end()
            end()
        }
    }

    /// Formats a number as an XML Schema decimal, which has no exponent, with at most three decimals.
    static func decimal(_ number: Double) -> String {
        guard number.magnitude < 1e12 else { return number < 0 ? "-1000000000000" : "1000000000000" }
        let thousandths = Int((number * 1000).rounded())
        let (integer, rest) = (thousandths / 1000, abs(thousandths % 1000))
        if rest == 0 { return String(integer) }
        var places = String(rest + 1000).dropFirst()
        while places.last == "0" { places.removeLast() }
        return "\(thousandths < 0 && integer == 0 ? "-" : "")\(integer).\(places)"
    }

    /// Writes a free text at a note, which may start with ABC's placement sign.
    func annotation(_ annotation: String) {
        let (sign, text) = (annotation.first, String(annotation.dropFirst()))
        switch sign {
        case "_": direction(placement: "below") { directionType("words", text) }
        case "^", "<", ">", "@": direction { directionType("words", text) }
        default: direction { directionType("words", annotation) }
        }
    }

    /// Writes the decorations of a note that are directions before the note in MusicXML.
    func directions(of decorations: [String]) {
        for name in decorations {
            switch Decoration(name) {
            case .dynamics(let name):
                direction(placement: "below") {
                    start("direction-type")
                    start("dynamics")
                    empty(name)
                    end()
                    end()
                }
            case .wedge(let type):
                direction(placement: "below") {
                    start("direction-type")
                    start("wedge")
                    attribute("type", type)
                    end()
                    end()
                }
            case .segno: direction(sound: ("segno", "segno")) { directionType("segno") }
            case .coda: direction(sound: ("coda", "coda")) { directionType("coda") }
            case .jump(let words, let sound, let value):
                direction(sound: (sound, value.description)) { directionType("words", words) }
            case .words(let words): direction { directionType("words", words) }
            case .ornament, .technical, .articulation, .notation, .ignored: break
            }
        }
    }
}
