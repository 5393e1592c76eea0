import MuseMusic

/// The state that determines whether the next note of a lane is beamed to the previous one.
struct BeamState {
    /// The beam group of the previous note; nil if there is none.
    var group: Int?
    /// Whether the previous note is shorter than a quarter.
    var isShort = false
}

extension ABCBodyWriter {
    /// Writes the space before an item, unless it is beamed to the previous one.
    func space(
        _ item: ABCLane.Item, _ range: Range<Int>, tuplet: Tuplet?, lane: Int, _ beamState: inout BeamState,
        into text: inout ABCText
    ) {
        let written = tuplet.map { range.count * Int($0.actual) / Int($0.normal) } ?? range.count
        let isShort = !item.isRest && written < score.ticksPerQuarter
        let group = group(at: range.lowerBound, lane: lane)
        let isJoined = isShort && beamState.isShort && (beamState.group == group || tupletItems > 0)
        beamState = BeamState(group: group, isShort: isShort)
        if !isJoined { text.appendSpace() }
    }

    /// Returns the number of the beam group at a tick of the current bar.
    func group(at onset: Int, lane: Int) -> Int {
        beams.group(onset - barOrigin) { start, end in
            hasShort(from: barOrigin + start, to: barOrigin + end, lane: lane)
        }
    }

    /// Whether a lane contains anything other than plain eighths and longer notes between two ticks.
    private func hasShort(from start: Int, to end: Int, lane: Int) -> Bool {
        let items = lanes[lane].items
        var i = min(next[lane], items.count - 1)
        while i > 0, items[i - 1].onset >= start { i -= 1 }
        while i < items.count, items[i].onset < end {
            if items[i].onset >= start, 2 * items[i].duration < score.ticksPerQuarter || tuplet(of: items[i]) != nil {
                return true
            }
            i += 1
        }
        return false
    }

    /// Returns the tuplet of an item; nil if it has none, or one without an effect.
    func tuplet(of item: ABCLane.Item) -> Tuplet? {
        let tuplet = item.isRest ? part.rests[item.first].tuplet : part.notes[item.first].tuplet
        guard let tuplet, tuplet.actual > 1, tuplet.normal > 0 else { return nil }
        return tuplet
    }

    /// Writes `(3`, `(5:2:5`, `(3:2:2` at the start of a tuplet of `count` items.
    mutating func startTuplet(_ tuplet: Tuplet, count: Int, into text: inout ABCText) {
        tupletItems = count
        let (p, q, r) = (Int(tuplet.actual), Int(tuplet.normal), count)
        text.append(UInt8(ascii: "("))
        text.append(number: p)
        let implied: Int? =
            switch p {
            case 3, 6: 2
            case 2, 4, 8: 3
            // The default depends on the meter, and readers disagree on which meters are compound.
            default: nil
            }
        if q == implied, r == p { return }
        text.append(.colon)
        text.append(number: q)
        text.append(.colon)
        text.append(number: r)
    }

    /// Returns the number of consecutive items from `index` on that belong to the same tuplet.
    func tupletLength(_ first: Tuplet, lane: Int, _ index: Int) -> Int {
        let items = lanes[lane].items
        var count = 1
        var position = Int(first.index)
        while index + count < items.count {
            let item = items[index + count]
            guard let tuplet = tuplet(of: item), tuplet.actual == first.actual, tuplet.normal == first.normal,
                Int(tuplet.index) == position + 1, items[index + count - 1].end == item.onset
            else { break }
            position += 1
            count += 1
        }
        return count
    }

    /// Returns the number of items from `index` on that form a tuplet not marked in the score: at most `actual`, until
    /// their total length needs no tuplet.
    func impliedLength(_ first: Tuplet, lane: Int, _ index: Int, _ range: Range<Int>) -> Int {
        let items = lanes[lane].items
        guard range == items[index].onset..<items[index].end else { return 1 }
        var end = range.upperBound
        for count in 1..<Int(first.actual) {
            guard ABCLength.tuplet(for: length(end - range.lowerBound)) != nil else { return count }
            guard index + count < items.count, items[index + count].onset == end,
                items[index + count].end <= bar.upperBound, tuplet(of: items[index + count]) == nil,
                ABCLength.tuplet(for: length(items[index + count].duration)) == first,
                // A chord symbol would split the next one.
                symbolOnset(lane, after: end) ?? .max >= items[index + count].end
            else { return 1 }
            end = items[index + count].end
        }
        return ABCLength.tuplet(for: length(end - range.lowerBound)) == nil ? Int(first.actual) : 1
    }

    /// Returns `>`, `>>`, `<` or `<<` if an item and the next one are two plain notes in broken rhythm.
    func brokenRhythm(_ lane: Int, _ index: Int) -> StaticString? {
        let items = lanes[lane].items
        guard index + 1 < items.count else { return nil }
        let (first, second) = (items[index], items[index + 1])
        // Few pairs last two units together without lasting one each, so this is tested first.
        let pair = first.duration + second.duration
        guard pair * unit == 8 * score.ticksPerQuarter, first.duration != second.duration, first.count == 1,
            second.count == 1, first.end == second.onset, second.end <= bar.upperBound
        else { return nil }
        let sign: StaticString
        switch (length(first.duration), length(second.duration)) {
        case (ABCLength(3, 2), ABCLength(1, 2)): sign = ">"
        case (ABCLength(7, 4), ABCLength(1, 4)): sign = ">>"
        case (ABCLength(1, 2), ABCLength(3, 2)): sign = "<"
        case (ABCLength(1, 4), ABCLength(7, 4)): sign = "<<"
        default: return nil
        }
        guard !part.notes[first.first].isTied, tuplet(of: first) == nil, tuplet(of: second) == nil,
            allowsBrokenRhythm(part.notes[first.first].marks), isPlain(part.notes[second.first].marks),
            isPair(first, second), !(lane == 0 && hasChange(at: second.onset)), !hasSymbol(lane, at: second.onset)
        else { return nil }
        return sign
    }

    /// Whether a broken-rhythm sign may follow a note.
    ///
    /// abc2midi shortens staccato notes and lengthens held ones before it applies the sign.
    private func allowsBrokenRhythm(_ marks: Marks) -> Bool {
        marks.isEmpty
            || (marks.slurEnds == 0 && !marks.decorations.contains("staccato")
                && !marks.decorations.contains("fermata"))
    }

    /// Whether a note may follow a broken-rhythm sign: nothing is written before it.
    private func isPlain(_ marks: Marks) -> Bool {
        marks.isEmpty
            || (marks.graces.isEmpty && marks.slurStarts == 0 && marks.decorations.isEmpty && marks.annotations.isEmpty)
    }

    /// Whether two notes fill a pair of units that starts on a beat, or is within a compound beat.
    private func isPair(_ first: ABCLane.Item, _ second: ABCLane.Item) -> Bool {
        let pair = first.duration + second.duration
        let position = first.onset - barOrigin
        if position % pair == 0 { return true }
        guard let beat = beams.compoundBeat else { return false }
        return position / beat == (position + pair - 1) / beat
    }

    private func hasSymbol(_ lane: Int, at onset: Int) -> Bool {
        var i = nextSymbol[lane]
        while i < symbols[lane].count {
            let symbol = score.chordSymbols[symbols[lane][i]].onset
            if symbol == onset { return true }
            if symbol > onset { return false }
            i += 1
        }
        return false
    }
}

extension ABCLength {
    /// The tuplet that turns a power-of-two length into this one: 3:2 for 2/3; nil if none is needed, or none has
    /// numbers that ABC can express.
    static func tuplet(for length: ABCLength) -> Tuplet? {
        let odd = length.denominator >> length.denominator.trailingZeroBitCount
        guard odd > 1, odd < 256 else { return nil }
        let normal = 1 << (Int.bitWidth - 1 - odd.leadingZeroBitCount)
        return Tuplet(actual: odd, normal: normal, index: 0, count: 1)
    }
}
