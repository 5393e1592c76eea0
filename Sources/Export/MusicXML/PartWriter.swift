import MuseMusic

/// Writes one `part` element, measure by measure.
struct PartWriter {
    private let xml: XMLWriter
    private let score: Score
    /// At written pitch.
    private let part: Part
    private let grid: Grid
    private var notes: NoteWriter
    private var directions: ArraySlice<Timed<Direction>>
    private var keys: Timeline<Key>
    private var meters: Timeline<Meter>
    private var beaming: Beaming
    private var accidentals = AccidentalState()

    init(_ xml: XMLWriter, score: Score, index: Int, part: Part, grid: Grid, drums: [Int: String]) {
        let written = WrittenPart(part, keys: score.keys)
        self.xml = xml
        self.score = score
        self.part = written.part
        self.grid = grid
        notes = NoteWriter(xml, divisionTicks: grid.divisionTicks, drums: drums, lowerStaffVoice: part.lowerStaffVoice)
        directions = Direction.all(of: score, written, isFirstPart: index == 0)[...]
        keys = Timeline(written.keys)
        meters = Timeline(score.meters)
        beaming = Beaming(.free, ticksPerQuarter: score.ticksPerQuarter)
    }

    mutating func write(id: String) {
        xml.start("part")
        xml.attribute("id", id)
        var lanes = Lane.all(of: part, end: grid.measures.last?.end ?? 0)
        for (i, measure) in grid.measures.enumerated() {
            xml.start("measure")
            xml.attribute("number", measure.number)
            if measure.isImplicit { xml.attribute("implicit", "yes") }
            xml.leftBarline(measure.left)
            writeAttributes(measure, isFirst: i == 0)
            writeLanes(&lanes, measure, isLast: i == grid.measures.count - 1)
            xml.rightBarline(measure.right)
            xml.end()
        }
        xml.end()
    }

    /// Writes the keys, meters, clefs and transpositions that change at the start of the measure; in the first measure
    /// also the divisions.
    private mutating func writeAttributes(_ measure: Measure, isFirst: Bool) {
        var key: Key?
        var meter: Meter?
        var clef = isFirst ? part.firstClef : nil
        var transposition: Transposition?
        var next = directions.startIndex
        var deferred: [Timed<Direction>] = []
        while next < directions.endIndex, directions[next].onset <= measure.start {
            switch directions[next].value {
            case .key(let value): key = value
            case .meter(let value): meter = value
            case .clef(let value): clef = value
            case .transposition(let value): transposition = value
            default: deferred.append(directions[next])
            }
            next += 1
        }
        if !deferred.isEmpty || next > directions.startIndex { directions = (deferred + directions[next...])[...] }
        guard isFirst || key != nil || meter != nil || clef != nil || transposition != nil else { return }
        xml.start("attributes")
        if isFirst { xml.element("divisions", grid.divisions) }
        if let key { xml.key(key) }
        if let meter { xml.time(meter) }
        if isFirst, part.lowerStaffVoice != nil {
            xml.element("staves", 2)
            xml.clef(part.clefs.value(at: 0) ?? .treble, staff: 1)
            xml.clef(.bass, staff: 2)
        } else if let clef {
            xml.clef(clef)
        }
        if let transposition { xml.transpose(transposition) }
        xml.end()
    }

    private mutating func writeLanes(_ lanes: inout [Lane], _ measure: Measure, isLast: Bool) {
        var pieces = lanes.indices.map { lanes[$0].pieces(in: measure, values: grid.values) }
        if let meter = meters.change(at: measure.start) {
            beaming = Beaming(meter, ticksPerQuarter: score.ticksPerQuarter)
        }
        for lane in pieces.indices {
            setGraces(&pieces[lane])
            beaming.mark(&pieces[lane], measure)
        }
        if !part.isDrums { accidentals.mark(&pieces, keys: &keys) }
        var place = measure.start
        for lane in pieces.indices where lane == 0 || !pieces[lane].isEmpty {
            for piece in pieces[lane] {
                move(from: &place, to: piece.onset)
                if lane == 0 { writeDirections(before: piece.end, from: piece.onset) }
                notes.write(piece, lane: lanes[lane].number)
                place = piece.end
            }
            if lane == 0 { writeDirections(before: isLast ? .max : measure.end, from: place) }
        }
        move(from: &place, to: max(place, measure.end))
    }

    /// Sets the printed lengths of grace notes: an eighth if the written length is not printable.
    private func setGraces(_ pieces: inout [Piece]) {
        for i in pieces.indices where pieces[i].isFirst && !pieces[i].marks.isEmpty {
            pieces[i].graces = pieces[i].marks.graces.notes.map {
                Piece.GraceHead(
                    pitch: $0.pitch, value: grid.values[$0.duration] ?? NoteValue(level: 6, dots: 0), accidental: nil)
            }
        }
    }

    private mutating func writeDirections(before end: Int, from place: Int) {
        while let direction = directions.first, direction.onset < end {
            let offset = (direction.onset - place) / grid.divisionTicks
            let isAttribute = direction.value.isAttribute
            if isAttribute {
                // Attributes have no offset, so they are written before the next note.
                guard offset <= 0 || end == .max else { return }
                xml.start("attributes")
            }
            switch direction.value {
            case .key(let key): xml.key(key)
            case .meter(let meter): xml.time(meter)
            case .clef(let clef): xml.clef(clef)
            case .transposition(let transposition): xml.transpose(transposition)
            case .label(let label):
                xml.direction(offset: offset) { xml.directionType("rehearsal", label) }
            case .tempo(let tempo):
                xml.tempo(tempo, ticksPerQuarter: score.ticksPerQuarter, values: grid.values, offset: offset)
            case .chord(let chord):
                xml.harmony(chord, offset: offset)
                for alternative in chord.alternatives { xml.harmony(alternative, offset: offset, isAlternative: true) }
            }
            if isAttribute { xml.end() }
            directions.removeFirst()
        }
    }

    private func move(from place: inout Int, to target: Int) {
        guard place != target else { return }
        xml.start(target < place ? "backup" : "forward")
        xml.element("duration", abs(target - place) / grid.divisionTicks)
        xml.end()
        place = target
    }
}
