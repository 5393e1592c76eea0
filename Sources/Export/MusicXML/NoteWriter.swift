import MuseMusic

/// Writes the `note` elements of one part and keeps the state that spans several notes.
struct NoteWriter {
    private let xml: XMLWriter
    /// Score ticks per division of the file.
    private let divisionTicks: Int
    /// The part's instruments by MIDI number; empty unless the part is drums.
    private let drums: [Int: String]
    /// The first voice on the second staff; nil for one staff.
    private let lowerStaffVoice: UInt8?
    private var slurs = SlurNumbers()
    /// By lane.
    private var verses: [Int: Verses] = [:]

    init(_ xml: XMLWriter, divisionTicks: Int, drums: [Int: String], lowerStaffVoice: UInt8?) {
        self.lowerStaffVoice = lowerStaffVoice
        self.xml = xml
        self.divisionTicks = divisionTicks
        self.drums = drums
    }

    mutating func write(_ piece: Piece, lane: Int) {
        if piece.isFirst && !piece.marks.isEmpty {
            for annotation in piece.marks.annotations { xml.annotation(annotation) }
            xml.directions(of: piece.marks.decorations)
            writeGraces(piece, lane: lane)
        }
        if piece.isRest {
            writeRest(piece, lane: lane)
            return
        }
        for (i, head) in piece.heads.enumerated() {
            xml.start("note")
            if i > 0 { xml.empty("chord") }
            write(head.pitch)
            xml.element("duration", piece.duration / divisionTicks)
            if head.isTieStop { tie("tie", "stop") }
            if head.isTieStart { tie("tie", "start") }
            writeInstrument(head.pitch)
            xml.element("voice", lane)
            write(piece.value)
            if let accidental = head.accidental { xml.element("accidental", accidental.name) }
            write(piece.ratio)
            writeStaff(piece)
            if i == 0 { write(piece.beams) }
            writeNotations(piece, head, isLeading: i == 0)
            if i == 0, piece.isFirst, verses[lane] != nil || !piece.marks.isEmpty && !piece.marks.lyrics.isEmpty {
                verses[lane, default: Verses()].write(piece.marks.lyrics, to: xml)
            }
            xml.end()
        }
    }

    private func writeRest(_ piece: Piece, lane: Int) {
        xml.start("note")
        if !piece.isVisible { xml.attribute("print-object", "no") }
        xml.start("rest")
        if piece.isMeasureRest { xml.attribute("measure", "yes") }
        xml.end()
        xml.element("duration", piece.duration / divisionTicks)
        xml.element("voice", lane)
        write(piece.value)
        write(piece.ratio)
        writeStaff(piece)
        let hasFermata = piece.marks.isEmpty ? false : piece.marks.decorations.contains("fermata")
        if piece.startsTuplet || piece.stopsTuplet || hasFermata {
            xml.start("notations")
            writeTuplet(piece)
            if hasFermata { xml.empty("fermata") }
            xml.end()
        }
        xml.end()
    }

    private func writeGraces(_ piece: Piece, lane: Int) {
        let isAcciaccatura = piece.marks.graces.isAcciaccatura
        // Only grace notes of equal length are beamed.
        let beams = piece.graces.first?.value.beams ?? 0
        let areBeamed = piece.graces.count > 1 && piece.graces.allSatisfy { $0.value.beams == beams }
        for (i, grace) in piece.graces.enumerated() {
            xml.start("note")
            xml.start("grace")
            if isAcciaccatura { xml.attribute("slash", "yes") }
            xml.end()
            write(grace.pitch)
            writeInstrument(grace.pitch)
            xml.element("voice", lane)
            write(grace.value)
            if let accidental = grace.accidental { xml.element("accidental", accidental.name) }
            writeStaff(piece)
            if areBeamed {
                let beam: Beam = i == 0 ? .begin : i == piece.graces.count - 1 ? .end : .middle
                write([Beam](repeating: beam, count: beams))
            }
            xml.end()
        }
    }

    private func write(_ pitch: Pitch) {
        let isUnpitched = !drums.isEmpty
        let pitch = isUnpitched ? DrumStaff.place(pitch.midi) : pitch
        xml.start(isUnpitched ? "unpitched" : "pitch")
        xml.element(isUnpitched ? "display-step" : "step", xml.step(pitch.step))
        if !isUnpitched, pitch.alter != 0 || pitch.cents != 0 {
            xml.element("alter", XMLWriter.decimal(Double(pitch.alter) + Double(pitch.cents) / 100))
        }
        xml.element(isUnpitched ? "display-octave" : "octave", Int(pitch.octave))
        xml.end()
    }

    private func writeInstrument(_ pitch: Pitch) {
        guard let id = drums[pitch.midi] else { return }
        xml.start("instrument")
        xml.attribute("id", id)
        xml.end()
    }

    private func write(_ value: NoteValue?) {
        guard let value else { return }
        xml.element("type", value.name)
        for _ in 0..<value.dots { xml.empty("dot") }
    }

    private func write(_ ratio: (actual: Int, normal: Int)?) {
        guard let ratio else { return }
        xml.start("time-modification")
        xml.element("actual-notes", ratio.actual)
        xml.element("normal-notes", ratio.normal)
        xml.end()
    }

    private func writeStaff(_ piece: Piece) {
        guard let lowerStaffVoice else { return }
        xml.element("staff", piece.voice < lowerStaffVoice ? 1 : 2)
    }

    private func write(_ beams: [Beam]) {
        for (level, beam) in beams.enumerated() {
            xml.start("beam")
            xml.attribute("number", level + 1)
            xml.text(beam.name)
            xml.end()
        }
    }

    private func tie(_ name: StaticString, _ type: StaticString) {
        xml.start(name)
        xml.attribute("type", type)
        xml.end()
    }

    private mutating func writeNotations(_ piece: Piece, _ head: Piece.Head, isLeading: Bool) {
        let hasMarks = isLeading && !piece.marks.isEmpty
        let starts = hasMarks && piece.isFirst ? piece.marks.slurStarts : 0
        let ends = hasMarks && piece.isLast ? piece.marks.slurEnds : 0
        let decorations =
            hasMarks && piece.isFirst ? piece.marks.decorations.map { Decoration($0) }.filter(\.isNotation) : []
        let hasTuplet = isLeading && (piece.startsTuplet || piece.stopsTuplet)
        let dotted = hasMarks ? piece.marks.dottedSlurStarts : 0
        let changes = slurs.change(voice: piece.voice, starts: starts, dotted: dotted, ends: ends)
        guard head.isTieStop || head.isTieStart || hasTuplet || !changes.isEmpty || !decorations.isEmpty else { return }
        xml.start("notations")
        if head.isTieStop { tie("tied", "stop") }
        if head.isTieStart { tie("tied", "start") }
        for change in changes {
            xml.start("slur")
            xml.attribute("type", change.isStart ? "start" : "stop")
            xml.attribute("number", change.number)
            if change.isDotted { xml.attribute("line-type", "dotted") }
            xml.end()
        }
        if hasTuplet { writeTuplet(piece) }
        xml.notations(decorations)
        xml.end()
    }

    private func writeTuplet(_ piece: Piece) {
        for (isHere, type) in [(piece.startsTuplet, "start" as StaticString), (piece.stopsTuplet, "stop")] where isHere
        {
            xml.start("tuplet")
            xml.attribute("type", type)
            xml.end()
        }
    }
}

extension XMLWriter {
    /// Writes the decorations that are notations, those of a group in one group element.
    fileprivate func notations(_ decorations: [Decoration]) {
        for decoration in decorations { if case .notation(let mark) = decoration { self.mark(mark) } }
        group("ornaments", decorations.compactMap { if case .ornament(let mark) = $0 { mark } else { nil } })
        group("technical", decorations.compactMap { if case .technical(let mark) = $0 { mark } else { nil } })
        group("articulations", decorations.compactMap { if case .articulation(let mark) = $0 { mark } else { nil } })
    }

    private func group(_ name: StaticString, _ marks: [Decoration.Mark]) {
        guard !marks.isEmpty else { return }
        start(name)
        marks.forEach(mark)
        end()
    }

    private func mark(_ mark: Decoration.Mark) {
        start(mark.name)
        if let attribute = mark.attribute { self.attribute(attribute.name, attribute.value) }
        if let text = mark.text { self.text(text.description) }
        end()
    }
}
