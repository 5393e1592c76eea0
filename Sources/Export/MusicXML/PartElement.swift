import MuseProtocols

/// Writes one `part` element, measure by measure.
struct PartWriter {
    private let xml: XMLWriter
    private let score: Score
    private let part: Part
    private let grid: Grid
    private var notes: NoteWriter
    private var directions: ArraySlice<Timed<Direction>>
    private var keys: Timeline<Key>
    private var meters: Timeline<Meter>
    private var accidentals = AccidentalState()

    init(_ xml: XMLWriter, score: Score, index: Int, part: Part, grid: Grid, drums: [Int: String]) {
        self.xml = xml
        self.score = score
        self.part = part
        self.grid = grid
        notes = NoteWriter(xml, divisionTicks: grid.divisionTicks, drums: drums)
        directions = Direction.all(of: score, isFirstPart: index == 0)[...]
        keys = Timeline(score.keys)
        meters = Timeline(score.meters)
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

    /// Keys and meters that change at the measure's start, and at the first what holds throughout.
    private mutating func writeAttributes(_ measure: Measure, isFirst: Bool) {
        var key: Key?
        var meter: Meter?
        var next = directions.startIndex
        var held: [Timed<Direction>] = []
        while next < directions.endIndex, directions[next].onset <= measure.start {
            switch directions[next].value {
            case .key(let value): key = value
            case .meter(let value): meter = value
            default: held.append(directions[next])
            }
            next += 1
        }
        if !held.isEmpty || next > directions.startIndex { directions = (held + directions[next...])[...] }
        guard isFirst || key != nil || meter != nil else { return }
        xml.start("attributes")
        if isFirst { xml.element("divisions", grid.divisions) }
        if let key { xml.key(key) }
        if let meter { xml.time(meter) }
        if isFirst { xml.clef(Clef(for: part)) }
        xml.end()
    }

    private mutating func writeLanes(_ lanes: inout [Lane], _ measure: Measure, isLast: Bool) {
        var pieces = lanes.indices.map { lanes[$0].pieces(in: measure, values: grid.values) }
        let meter = meters.value(at: measure.start) ?? .free
        let groups = BeamGroups(meter, ticksPerQuarter: score.ticksPerQuarter)
        for lane in pieces.indices {
            setGraces(&pieces[lane])
            groups.mark(&pieces[lane], measure)
        }
        if !part.isDrums { accidentals.mark(&pieces, keys: &keys) }
        var place = measure.start
        for lane in pieces.indices where lane == 0 || !pieces[lane].isEmpty {
            move(from: &place, to: pieces[lane].first?.onset ?? place)
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

    /// Graces in a printable length: an eighth where the written one is none.
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
            // A key or meter has no offset: it waits for the next note.
            let offset = (direction.onset - place) / grid.divisionTicks
            switch direction.value {
            case .key(let key):
                guard offset <= 0 || end == .max else { return }
                xml.start("attributes")
                xml.key(key)
                xml.end()
            case .meter(let meter):
                guard offset <= 0 || end == .max else { return }
                xml.start("attributes")
                xml.time(meter)
                xml.end()
            case .label(let label):
                xml.direction(offset: offset) { xml.directionType("rehearsal", label) }
            case .tempo(let tempo):
                xml.tempo(tempo, ticksPerQuarter: score.ticksPerQuarter, values: grid.values, offset: offset)
            case .chord(let chord): xml.harmony(chord, offset: offset)
            }
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

/// What the parts of a score share: measures, divisions and printable lengths.
struct Grid {
    let measures: [Measure]
    /// Divisions of a quarter: the fewest in which all times are whole.
    let divisions: Int
    /// Score ticks in a division.
    let divisionTicks: Int
    let values: NoteValues

    /// - Throws: `ExportError` for scores with times that nobody can count or print.
    init(_ score: Score) throws {
        guard score.ticksPerQuarter > 0 else { throw ExportError("the score has no ticks in a quarter") }
        var step = score.ticksPerQuarter
        func visit(_ onset: Int, _ duration: Int) throws {
            guard (0...Self.limit).contains(onset), (0...Self.limit).contains(duration) else {
                throw ExportError("MusicXML cannot hold a note at the time \(onset) of length \(duration)")
            }
            step = greatestCommonDivisor(greatestCommonDivisor(step, onset), duration)
        }
        for part in score.parts {
            for note in part.notes { try visit(note.onset, note.duration) }
            for rest in part.rests { try visit(rest.onset, rest.duration) }
        }
        for line in score.barlines { try visit(line.onset, 0) }
        for chord in score.chordSymbols { try visit(chord.onset, 0) }
        for label in score.labels { try visit(label.onset, 0) }
        for tempo in score.tempos { try visit(tempo.onset, 0) }
        for meter in score.meters {
            try visit(meter.onset, 0)
            if let bar = meter.value.barTicks(score.ticksPerQuarter) { try visit(bar, 0) }
        }
        divisions = score.ticksPerQuarter / step
        divisionTicks = step
        values = NoteValues(ticksPerQuarter: score.ticksPerQuarter)
        measures = try Measure.all(of: score)
    }

    private static let limit = 1 << 48
}
