import MuseMusic
import MuseProtocols

/// Reads the measures of one part.
struct PartReader {
    private(set) var music: PartMusic

    private var clock = MeasureClock()
    private var notes: NotePlacer
    private var directions = DirectionMarks()
    /// The open hairpins by number: `crescendo` or `diminuendo`.
    private var wedges: [String: String] = [:]
    /// From written to sounding pitch.
    private var transposition: Transposition?
    /// The index of the first element of the measure.
    private var firstElement = 0

    init(_ info: PartInfo) {
        music = PartMusic(info)
        notes = NotePlacer(info)
    }

    // MARK: - Measures

    mutating func startMeasure(_ element: XMLElement, _ reports: inout XMLReports) {
        clock.startMeasure()
        notes.startMeasure()
        firstElement = music.elements.count
        let number = element["number"] ?? "\(music.measures.count + 1)"
        music.measures.append(
            PartMusic.Measure(place: element.place, number: number, isImplicit: element["implicit"] == "yes"))
        reports.context = "part \(music.info.id), measure \(number)"
    }

    /// Adds an empty measure, in a timewise document that leaves the part out.
    mutating func skipMeasure(at place: XMLPlace) {
        music.measures.append(PartMusic.Measure(place: place, number: "", isImplicit: true))
    }

    mutating func endMeasure(_ reports: inout XMLReports) {
        music.measures[music.measures.count - 1].length = clock.furthest
        directions.endMeasure(
            music.elements.count > firstElement ? music.elements.count - 1 : nil, &music.elements)
        notes.endMeasure(&music)
        reports.context = ""
    }

    mutating func finish(_ reports: inout XMLReports) {
        reports.context = "part \(music.info.id)"
        notes.finish(&music, &reports)
        if let last = music.elements.indices.last { directions.endMeasure(last, &music.elements) }
        reports.context = ""
    }

    // MARK: - Children of a measure

    mutating func read(_ element: XMLElement, _ reports: inout XMLReports) {
        if clock.isBeyondLimit { return }
        switch element.name {
        case "note": readNote(element, &reports)
        case "backup", "forward": clock.move(element, &reports)
        case "attributes": readAttributes(AttributesContent(element, &reports), at: element.place)
        case "direction": readDirection(element, &reports)
        case "sound": readSound(element, &reports)
        case "harmony": readHarmony(element, &reports)
        case "barline": readBarline(element, &reports)
        case "print", "bookmark", "link", "grouping", "listening": break
        default: reports.addLoss("<\(element.name)>", at: element.place)
        }
    }

    private mutating func readNote(_ element: XMLElement, _ reports: inout XMLReports) {
        guard let note = NoteContent(element, &reports) else { return }
        if note.isGrace { return notes.addGrace(note, transposition, &reports) }
        guard let ticks = clock.duration(of: element, note, &reports) else { return }
        if note.isChord {
            if notes.hasChord { return notes.addToChord(note, ticks: ticks, transposition, &music, &reports) }
            reports.add(.warning, "<chord> without a note before it; read as a note of its own", at: note.place)
        }
        guard let end = clock.end(of: ticks, at: note.place, &reports) else { return }
        guard end.rounded > clock.position.rounded else {
            let isZero = element.text(of: "duration").flatMap { XMLDecimal($0) }?.numerator == 0
            let message = isZero ? "a note without length; left out" : "a note shorter than 1/10080 quarter"
            return reports.add(isZero ? .warning : .error, message, at: note.place)
        }
        notes.place(
            note, from: clock.position, to: end, ticks: ticks, transposition, &directions, &music, &reports)
        clock.advance(to: end)
    }

    private mutating func readAttributes(_ attributes: AttributesContent, at place: XMLPlace) {
        if let divisions = attributes.divisions { clock.set(divisions) }
        if let interval = attributes.transposition {
            transposition = interval
            music.transpositions.append(here(interval, place))
        }
        if let key = attributes.key {
            music.keys.append(here(transposition.map { $0.respelled(for: key)(key) } ?? key, place))
        }
        if let meter = attributes.meter { music.meters.append(here(meter, place)) }
        if let clef = attributes.clef { music.clefs.append(here(clef, place)) }
    }

    private mutating func readDirection(_ element: XMLElement, _ reports: inout XMLReports) {
        let direction = DirectionContent(element, &wedges, &reports)
        let position = clock.position(movedBy: element.first("offset"))
        if let tempo = direction.tempo { music.tempos.append(here(tempo, element.place, position)) }
        for label in direction.labels { music.labels.append(here(label, element.place, position)) }
        for name in direction.decorations { directions.add(.decoration(name), at: position.rounded) }
        for text in direction.annotations { directions.add(.annotation(text), at: position.rounded) }
        reportSoundLosses(element.first("sound"), &reports)
    }

    private mutating func readSound(_ element: XMLElement, _ reports: inout XMLReports) {
        let position = clock.position(movedBy: element.first("offset"))
        if let tempo = TempoContent.quartersPerMinute(element, &reports) {
            music.tempos.append(here(Tempo(bpm: tempo), element.place, position))
        }
        for name in PlaybackWords.decorations(of: element) { directions.add(.decoration(name), at: position.rounded) }
        reportSoundLosses(element, &reports)
    }

    private func reportSoundLosses(_ sound: XMLElement?, _ reports: inout XMLReports) {
        guard let sound else { return }
        if sound.has("instrument-change") { reports.addLoss("changes of instrument", at: sound.place) }
        if sound.has("swing") { reports.addLoss("swing", at: sound.place) }
    }

    private mutating func readHarmony(_ element: XMLElement, _ reports: inout XMLReports) {
        let harmony = HarmonyContent.read(element, &reports)
        let position = clock.position(movedBy: element.first("offset"))
        for written in harmony.chords {
            let chord = transposition.map { $0(written) } ?? written
            let symbol = here(chord, element.place, position)
            if element["type"] == "alternate", let main = music.chordSymbols.last, main.measure == symbol.measure,
                main.position == symbol.position
            {
                music.chordSymbols[music.chordSymbols.count - 1] = main.map { first in
                    var result = first
                    result.alternatives.append(chord)
                    return result
                }
            } else {
                music.chordSymbols.append(symbol)
            }
        }
        for text in harmony.texts { directions.add(.annotation(text), at: position.rounded) }
    }

    private mutating func readBarline(_ element: XMLElement, _ reports: inout XMLReports) {
        let content = BarlineContent(element, &reports)
        for name in content.decorations { directions.add(.decoration(name), at: clock.position.rounded) }
        music.barlines.append(here(content, element.place))
    }

    private func here<Value>(_ value: Value, _ place: XMLPlace, _ position: ExactTicks? = nil) -> InMeasure<Value> {
        InMeasure(
            measure: music.measures.count - 1, position: position ?? clock.position, value: value, place: place)
    }
}
