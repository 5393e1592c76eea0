import MuseMusic
import MuseProtocols

extension ABCBodyWriter {
    /// Writes one lane of the current bar.
    mutating func writeLane(_ lane: Int, into text: inout ABCText) throws {
        var cursor = bar.lowerBound
        var beamState = BeamState()
        tupletItems = 0
        while true {
            // Changes at the end of the bar are written after the bar line.
            if lane == 0, cursor < bar.upperBound { writeChanges(at: cursor, into: &text) }
            let items = lanes[lane].items
            let index = next[lane]
            guard index < items.count, max(items[index].onset, written[lane]) < bar.upperBound else { break }
            let item = items[index]
            let start = max(item.onset, written[lane])
            if start > cursor {
                writeGap(from: cursor, to: start, lane: lane, into: &text)
                cursor = start
                beamState = BeamState()
                continue
            }
            let isInBar = start == item.onset && item.end <= bar.upperBound
            let tuplet = tuplet(of: item)
            if !isInBar, tuplet != nil { throw ExportError("a tuplet crosses the bar line at tick \(bar.upperBound)") }
            var end = min(item.end, bar.upperBound)
            // A chord symbol within a note splits it into two tied notes.
            if tuplet == nil, let symbol = symbolOnset(lane, after: cursor), symbol < end { end = symbol }

            if isInBar, end == item.end, let sign = brokenRhythm(lane, index) {
                space(item, start..<end, tuplet: nil, lane: lane, &beamState, into: &text)
                try write(item, from: start, to: end, length: nil, lane: lane, into: &text)
                text.append(sign)
                let second = items[index + 1]
                beamState.group = group(at: second.onset, lane: lane)
                beamState.isShort = item.duration < score.ticksPerQuarter && second.duration < score.ticksPerQuarter
                try write(second, from: second.onset, to: second.end, length: nil, lane: lane, into: &text)
                next[lane] += 2
                cursor = second.end
                continue
            }
            // Lengths that need a tuplet in a score without tuplet marks, for example one read from MIDI.
            let implied = tuplet == nil ? ABCLength.tuplet(for: length(end - start)) : nil
            if tiesUndottable, tuplet == nil, implied == nil { end = start + dottableTicks(end - start) }
            space(item, start..<end, tuplet: tuplet ?? implied, lane: lane, &beamState, into: &text)
            if tupletItems == 0, let starting = tuplet ?? implied {
                let count =
                    tuplet == nil
                    ? impliedLength(starting, lane: lane, index, start..<end)
                    : tupletLength(starting, lane: lane, index)
                startTuplet(starting, count: count, into: &text)
            }
            let (actual, normal) = (tuplet ?? implied).map { (Int($0.actual), Int($0.normal)) } ?? (1, 1)
            try write(
                item, from: start, to: end, length: length((end - start) * actual, over: normal), lane: lane,
                into: &text)
            if tupletItems > 0 { tupletItems -= 1 }
            written[lane] = end
            if end == item.end { next[lane] += 1 }
            cursor = end
        }
        if cursor < bar.upperBound { writeGap(from: cursor, to: bar.upperBound, lane: lane, into: &text) }
    }

    func length(_ ticks: Int, over divisor: Int = 1) -> ABCLength {
        ABCLength(ticks * unit, 4 * score.ticksPerQuarter * divisor)
    }

    /// Returns the longest note value with at most two dots that is not longer than a length; the length itself if
    /// there is none.
    private func dottableTicks(_ ticks: Int) -> Int {
        let length = length(ticks)
        // In the smallest note value that divides the length, a note of 2^k - 1 of these has k - 1 dots.
        let bits = Int.bitWidth - length.numerator.leadingZeroBitCount
        let shift = max(0, bits - 3)
        let top = length.numerator >> shift
        let value = (top == 5 ? 4 : top) << shift
        return length.denominator & (length.denominator - 1) == 0 ? ticks * value / length.numerator : ticks
    }

    /// Fills a gap with a rest, which is invisible in lanes other than the first.
    mutating func writeGap(from start: Int, to end: Int, lane: Int, into text: inout ABCText) {
        text.appendSpace()
        let tuplet = ABCLength.tuplet(for: length(end - start))
        if tiesUndottable, tuplet == nil, case let first = dottableTicks(end - start), first < end - start {
            writeGap(from: start, to: start + first, lane: lane, into: &text)
            return writeGap(from: start + first, to: end, lane: lane, into: &text)
        }
        if let tuplet { startTuplet(tuplet, count: 1, into: &text) }
        tupletItems = 0
        text.append(lane == 0 ? UInt8(ascii: "z") : UInt8(ascii: "x"))
        let (actual, normal) = tuplet.map { (Int($0.actual), Int($0.normal)) } ?? (1, 1)
        text.append(length: length((end - start) * actual, over: normal))
    }

    func symbolOnset(_ lane: Int, after onset: Int) -> Int? {
        var i = nextSymbol[lane]
        while i < symbols[lane].count {
            let symbol = score.chordSymbols[symbols[lane][i]].onset
            if symbol > onset { return symbol }
            i += 1
        }
        return nil
    }

    /// Writes the part of a note, chord or rest between two ticks, with its marks.
    ///
    /// - Parameter length: nil if broken rhythm implies it.
    private mutating func write(
        _ item: ABCLane.Item, from start: Int, to end: Int, length: ABCLength?, lane: Int, into text: inout ABCText
    ) throws {
        let isFirst = start == item.onset
        let isLast = end == item.end
        let marks = item.isRest ? part.rests[item.first].marks : part.notes[item.first].marks
        let hasMarks = !marks.isEmpty
        if hasMarks, isFirst { try writeGraces(marks, at: item.onset, into: &text) }
        while nextSymbol[lane] < symbols[lane].count {
            let symbol = score.chordSymbols[symbols[lane][nextSymbol[lane]]]
            guard symbol.onset < max(end, start + 1), symbol.onset <= start || end == item.end else { break }
            text.append(.quote)
            text.append(quoted: symbol.value.description)
            text.append(.quote)
            nextSymbol[lane] += 1
        }
        if hasMarks, isFirst { text.append(decorationsOf: marks) }
        text.mark(start..<end)
        if item.isRest {
            text.append(part.rests[item.first].isVisible ? UInt8(ascii: "z") : UInt8(ascii: "x"))
            if let length { text.append(length: length) }
        } else {
            if lane == 0 { lyrics.append(note: isFirst ? item.first : -1) }
            try writeChord(item, length: length, tiesAll: !isLast, into: &text)
        }
        if hasMarks, isLast { for _ in 0..<max(0, marks.slurEnds) { text.append(UInt8(ascii: ")")) } }
    }

    private mutating func writeChord(
        _ item: ABCLane.Item, length: ABCLength?, tiesAll: Bool, into text: inout ABCText
    ) throws {
        let range = item.first..<item.first + item.count
        if item.count == 1 {
            try writePitch(of: part.notes[item.first], into: &text)
            if let length { text.append(length: length) }
            if tiesAll || part.notes[item.first].isTied { text.append(.tie) }
            return
        }
        let tiesAll = tiesAll || range.allSatisfy { part.notes[$0].isTied }
        // The length may be inside or after the bracket, but abc2midi ignores one after it when it checks whether the
        // notes of a tuplet are equal.
        let isInTuplet = tupletItems > 0
        text.append(.opening)
        for i in range {
            try writePitch(of: part.notes[i], into: &text)
            if isInTuplet, let length { text.append(length: length) }
            if part.notes[i].isTied, !tiesAll { text.append(.tie) }
        }
        text.append(.closing)
        if !isInTuplet, let length { text.append(length: length) }
        if tiesAll { text.append(.tie) }
    }

    private mutating func writePitch(of note: Note, into text: inout ABCText) throws {
        let pitch = part.written(note.pitch, at: note.onset)
        // Without a sign it would continue a tie from another note of its letter.
        let clashes = tied.contains {
            $0.voice == note.voice && $0.end == note.onset && $0.pitch != note.pitch
                && $0.pitch.step == note.pitch.step && $0.pitch.octave == note.pitch.octave
        }
        text.append(pitch, accidental: try accidentals.needs(pitch) || clashes)
        tied.removeAll { $0.voice == note.voice && $0.end < note.onset }
        if note.isTied { tied.append(note) }
    }

    private mutating func writeGraces(_ marks: Marks, at onset: Int, into text: inout ABCText) throws {
        for i in 0..<max(0, marks.slurStarts) { text.append(i < marks.dottedSlurStarts ? ".(" : "(") }
        let graces = marks.graces
        guard !graces.isEmpty else { return }
        text.append(graces.isAcciaccatura ? "{/" : "{")
        for grace in graces.notes {
            let pitch = part.written(grace.pitch, at: onset)
            text.append(pitch, accidental: try accidentals.needs(pitch, isGrace: true))
            if grace.duration > 0, grace.duration < 1 << 40 { text.append(length: length(grace.duration)) }
        }
        text.append("}")
    }
}
