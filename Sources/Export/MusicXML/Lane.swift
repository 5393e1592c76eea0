import MuseMusic

/// A sequence of pieces that do not overlap: a voice in MusicXML.
struct Lane {
    /// The number of the lane, counted from 1.
    let number: Int
    let voice: UInt8
    fileprivate var elements: [LaneElement] = []
    /// The index of the first element that is not entirely in earlier measures.
    private var next = 0

    init(number: Int, voice: UInt8) {
        self.number = number
        self.voice = voice
    }

    fileprivate var end: Int { elements.last.map { $0.onset + $0.duration } ?? 0 }

    /// Returns the pieces in a measure. Measures must be requested from left to right.
    mutating func pieces(in measure: Measure, values: NoteValues) -> [Piece] {
        var result: [Piece] = []
        while next < elements.count, elements[next].onset < measure.end {
            let element = elements[next]
            let start = max(element.onset, measure.start)
            let end = min(element.end, measure.end)
            if end > start { element.append(to: &result, from: start, to: end, measure, values) }
            if element.end > measure.end { break }
            next += 1
        }
        return result
    }
}

/// An element of a voice, with its ties resolved.
private struct LaneElement {
    var onset: Int
    var duration: Int
    var heads: [Piece.Head]
    var isVisible: Bool
    var tuplet: Tuplet?
    var marks: Marks
    var voice: UInt8

    var end: Int { onset + duration }

    func append(to pieces: inout [Piece], from start: Int, to end: Int, _ measure: Measure, _ values: NoteValues) {
        var shape = Piece(onset: start, duration: end - start)
        shape.isVisible = isVisible
        shape.marks = marks
        shape.voice = voice
        if heads.isEmpty, measure.isFull, start == measure.start, end == measure.end, tuplet == nil {
            shape.isMeasureRest = true
            shape.isFirst = start == onset
            shape.isLast = end == self.end
            pieces.append(shape)
            return
        }
        let first = pieces.count
        if let tuplet {
            let (actual, normal) = (Int(tuplet.actual), Int(tuplet.normal))
            shape.ratio = (actual, normal)
            shape.startsTuplet = tuplet.isFirst && start == onset
            shape.stopsTuplet = tuplet.isLast && end == self.end
            appendShapes(shape, to: &pieces, measure, values)
        } else if values[shape.duration] == nil, values.pieces(shape.duration, at: shape.onset - measure.start) == nil,
            let guess = values.tuplet(shape.duration)
        {
            shape.ratio = (guess.actual, guess.normal)
            shape.value = guess.value
            pieces.append(shape)
        } else {
            appendShapes(shape, to: &pieces, measure, values)
        }
        for i in first..<pieces.count {
            let isStart = pieces[i].onset == onset
            let isEnd = pieces[i].end == self.end
            pieces[i].isFirst = isStart
            pieces[i].isLast = isEnd
            pieces[i].startsTuplet = shape.startsTuplet && i == first
            pieces[i].stopsTuplet = shape.stopsTuplet && i == pieces.count - 1
            pieces[i].heads = heads.map {
                Piece.Head(
                    pitch: $0.pitch, isTieStop: !isStart || $0.isTieStop, isTieStart: !isEnd || $0.isTieStart)
            }
        }
    }

    /// Appends one piece, or several tied ones if no single shape has the length.
    private func appendShapes(_ shape: Piece, to pieces: inout [Piece], _ measure: Measure, _ values: NoteValues) {
        var shape = shape
        let (actual, normal) = shape.ratio ?? (1, 1)
        let (product, overflow) = shape.duration.multipliedReportingOverflow(by: actual)
        guard !overflow, normal > 0, actual > 0, product % normal == 0 else {
            pieces.append(shape)
            return
        }
        let written = product / normal
        shape.value = values[written]
        let place = shape.onset - measure.start + measure.phase
        guard shape.value == nil, let lengths = values.pieces(written, at: place, ratio: (actual, normal))
        else {
            pieces.append(shape)
            return
        }
        for length in lengths {
            shape.duration = length * normal / actual
            shape.value = values[length]
            pieces.append(shape)
            shape.onset += shape.duration
        }
    }
}

extension Lane {
    /// Returns the lanes of a part: one per voice, and more if notes of a voice overlap or notes of a chord differ in
    /// length.
    ///
    /// Gaps in the first voice are filled with rests, so that every measure is complete in it.
    static func all(of part: Part, end: Int) -> [Lane] {
        let voices = part.voiceCount
        var lanes = (0..<voices).map { Lane(number: $0 + 1, voice: UInt8(clamping: $0)) }
        let ties = Ties(part)
        for voice in 0..<voices {
            var voiceLanes = [voice]
            for element in part.elements(voice: UInt8(clamping: voice)) {
                for laneElement in LaneElement.split(element, voice: UInt8(clamping: voice), ties) {
                    if let free = voiceLanes.first(where: { lanes[$0].end <= laneElement.onset }) {
                        lanes[free].elements.append(laneElement)
                    } else {
                        voiceLanes.append(lanes.count)
                        lanes.append(Lane(number: lanes.count + 1, voice: UInt8(clamping: voice)))
                        lanes[lanes.count - 1].elements.append(laneElement)
                    }
                }
            }
        }
        lanes[0].fillGaps(to: end)
        // Each staff has a complete voice.
        if let lower = part.lowerStaffVoice, Int(lower) < voices { lanes[Int(lower)].fillGaps(to: end) }
        return lanes
    }

    private mutating func fillGaps(to end: Int) {
        var filled: [LaneElement] = []
        filled.reserveCapacity(elements.count + 1)
        var place = 0
        func fill(to onset: Int) {
            guard onset > place else { return }
            filled.append(
                LaneElement(
                    onset: place, duration: onset - place, heads: [], isVisible: true, tuplet: nil, marks: Marks(),
                    voice: voice))
        }
        for element in elements {
            fill(to: element.onset)
            filled.append(element)
            place = element.end
        }
        fill(to: end)
        elements = filled
    }
}

extension LaneElement {
    /// Splits an element into chords of notes of equal length; notes without a length are omitted.
    fileprivate static func split(_ element: Element, voice: UInt8, _ ties: Ties) -> [LaneElement] {
        if element.isRest {
            guard element.duration > 0 else { return [] }
            return [
                LaneElement(
                    onset: element.onset, duration: element.duration, heads: [], isVisible: element.isVisible,
                    tuplet: element.tuplet, marks: element.marks, voice: voice)
            ]
        }
        var result: [LaneElement] = []
        for note in element.notes where note.duration > 0 {
            let head = Piece.Head(
                pitch: note.pitch, isTieStop: ties.isStop(note), isTieStart: ties.isStart(note))
            if let same = result.firstIndex(where: { $0.duration == note.duration }) {
                result[same].heads.append(head)
            } else {
                result.append(
                    LaneElement(
                        onset: note.onset, duration: note.duration, heads: [head], isVisible: true,
                        tuplet: note.tuplet, marks: result.isEmpty ? element.marks : Marks(), voice: voice))
            }
        }
        return result
    }
}
