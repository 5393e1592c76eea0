import MuseMusic

/// Writes the music of one part, bar by bar.
struct ABCBodyWriter {
    let score: Score
    let part: Part
    let isFirstPart: Bool
    let unit: Int
    let tiesUndottable: Bool
    let bars: [ABCBarline]
    let lanes: [ABCLane]
    /// The indices of the chord symbols that each lane shows.
    let symbols: [[Int]]
    /// The key of a transposing instrument at the start; nil if it is that of the header.
    private let ownKey: Key?

    /// For each lane, the next item to write, and the tick up to which it has been written.
    var next: [Int]
    var written: [Int]
    var nextSymbol: [Int]
    /// The number of items of the current tuplet that remain to be written in the current lane.
    var tupletItems = 0

    var accidentals: ABCAccidentals
    /// The tied notes that the next notes of their voices can continue.
    var tied: [Note] = []
    var beams: ABCBeams
    var lyrics: ABCLyrics
    private var timelines: ABCTimelines

    /// The current bar, and where it would start if a short first bar were complete.
    var bar = 0..<0
    var barOrigin = 0

    private var barsInLine = 0
    private var itemsInLine = 0
    private static let barsPerLine = 4
    /// The maximum number of notes, chords and rests of the first lane in a line of text: four bars of eighths in 12/8.
    /// Longer lines are hard to read and do not fit a printed line.
    private static let itemsPerLine = 48

    init(_ tune: ABCTuneWriter, part index: Int, symbols: ABCSymbols) throws {
        score = tune.score
        part = tune.score.parts[index]
        isFirstPart = index == 0
        unit = tune.unit
        tiesUndottable = tune.tiesUndottable
        bars = tune.bars
        lanes = symbols.lanes[index]
        self.symbols = symbols.byLane[index]
        next = lanes.map { _ in 0 }
        written = next
        nextSymbol = next
        let key = tune.writtenKey(of: part)
        ownKey = key == tune.key ? nil : key
        accidentals = ABCAccidentals(key: key)
        beams = ABCBeams(score.meters.value(at: 0), ticksPerQuarter: score.ticksPerQuarter)
        lyrics = ABCLyrics(part)
        timelines = ABCTimelines(score, part)
    }

    mutating func write(into text: inout ABCText) throws {
        var start = 0
        var opening: Barline?
        writeLabels(at: 0, into: &text)
        if let ownKey { field("K", into: &text) { $0.append(ownKey) } }
        for i in bars.indices where !bars[i].isLoneEnding {
            let line = bars[i].line
            if line.onset > start { try writeBar(start..<line.onset, opening: opening, into: &text) }
            let following = bars[(i + 1)...].first { !$0.isLoneEnding }?.line.onset
            writeBarline(
                bars[i], isLast: i == bars.count - 1 && !hasMusic(from: line.onset), before: following, into: &text)
            start = line.onset
            opening = line
        }
        let end = lanes.lazy.map { $0.items.last?.end ?? 0 }.max() ?? 0
        if end > start { try writeBar(start..<end, opening: opening, into: &text) }
        text.trimSpaces()
        if text.bytes.last != .newline { endLine(into: &text) }
    }

    private func hasMusic(from onset: Int) -> Bool {
        lanes.contains { ($0.items.last?.end ?? 0) > onset }
    }

    private mutating func writeBar(_ range: Range<Int>, opening: Barline?, into text: inout ABCText) throws {
        bar = range
        itemsInLine += items(before: range.upperBound)
        placeBar(opening: opening)
        var keyChanged = false
        for lane in lanes.indices {
            if lane > 0 {
                guard starts(lane) else {
                    // A tie leads to the overlay with the same number.
                    if lanes.indices[lane...].contains(where: { crossesBarline($0) }) {
                        text.append(" & ")
                        writeGap(from: bar.lowerBound, to: bar.upperBound, lane: lane, into: &text)
                    }
                    continue
                }
                text.append(" & ")
                accidentals.startLane(keyChanged: keyChanged)
            }
            let before = timelines.keysPassed
            try writeLane(lane, into: &text)
            if lane == 0 { keyChanged = timelines.keysPassed > before }
        }
        // A short bar at the start of a line is a pickup.
        if barsInLine > 0 || range.count >= beams.barTicks ?? 0 { barsInLine += 1 }
    }

    /// Returns the number of items in the first lane that are not yet written and start before a tick.
    private func items(before end: Int?) -> Int {
        guard let items = lanes.first?.items[next[0]...] else { return 0 }
        return end.map { end in items.prefix { $0.onset < end }.count } ?? items.count
    }

    /// Whether a lane other than the first has anything in this bar.
    private func starts(_ lane: Int) -> Bool {
        let items = lanes[lane].items
        return next[lane] < items.count && max(items[next[lane]].onset, written[lane]) < bar.upperBound
    }

    /// Whether a note of a lane is tied over the start or the end of the bar.
    private func crossesBarline(_ lane: Int) -> Bool {
        guard starts(lane) else { return false }
        let (items, first) = (lanes[lane].items, next[lane])
        func isTied(_ item: ABCLane.Item) -> Bool { !item.isRest && part.notes[item.first].isTied }
        if written[lane] > items[first].onset { return true }
        if first > 0, items[first - 1].end == bar.lowerBound, isTied(items[first - 1]) { return true }
        guard let last = items[first...].prefix(while: { $0.onset < bar.upperBound }).last else { return false }
        return last.end > bar.upperBound || (last.end == bar.upperBound && isTied(last))
    }

    /// Places the bar in its meter: a short bar at the start of a section is the end of a full bar, any other short bar
    /// the start of one.
    private mutating func placeBar(opening: Barline?) {
        barOrigin = bar.lowerBound
        guard let whole = beams.barTicks, bar.count < whole else { return }
        if opening.map({ $0.isSectionBoundary && $0.endings.isEmpty }) ?? true { barOrigin -= whole - bar.count }
    }

    /// - Parameter following: end of the next bar; nil at the end of the tune.
    private mutating func writeBarline(
        _ bar: ABCBarline, isLast: Bool, before following: Int?, into text: inout ABCText
    ) {
        let line = bar.line
        let isLabelled = isFirstPart && timelines.hasLabel(at: line.onset, score)
        let isCrowded = itemsInLine + items(before: following) > Self.itemsPerLine
        let isFull = (barsInLine >= Self.barsPerLine || isCrowded) && line.endings.isEmpty
        let breaks = !isLast && (isLabelled || (barsInLine > 0 && (isFull || bar.endsLine)))
        // A plain bar line before the first note has no meaning.
        if line.onset == 0, line.style == .single, !line.endsRepeat, !line.startsRepeat, line.endings.isEmpty { return }
        if line.endsRepeat { text.avoidFieldSyntax() }
        text.appendSpace()
        text.append(closing: bar, breaksLine: breaks)
        if bar.alwaysEndsBar { accidentals.startBar() } else { accidentals.markUncertain() }
        if breaks || isLast {
            endLine(into: &text)
            (barsInLine, itemsInLine) = (0, 0)
        } else {
            text.append(.space)
        }
        guard !isLast else { return }
        writeLabels(at: line.onset, into: &text)
        if breaks { text.append(opening: bar) }
    }

    /// Ends a line of music and writes its lyrics below.
    private mutating func endLine(into text: inout ABCText) {
        text.append(.newline)
        lyrics.endLine(part, into: &text)
    }

    /// Writes labels, on their own lines, before a line of music.
    private mutating func writeLabels(at onset: Int, into text: inout ABCText) {
        guard isFirstPart, text.bytes.last == .newline else { return }
        while let label = timelines.label(at: onset, score) { text.append(line: UInt8(ascii: "P"), label) }
    }

    /// Writes changes within the tune, and endings that start within a bar.
    mutating func writeChanges(at onset: Int, into text: inout ABCText) {
        guard timelines.next <= onset else { return }
        while let ending = timelines.ending(at: onset, bars) {
            text.append(endings: ending.endings)
            text.append(.space)
        }
        if isFirstPart {
            while let label = timelines.label(at: onset, score) { field("P", into: &text) { $0.append(quoted: label) } }
        }
        if let meter = timelines.meter(at: onset, score) {
            beams = ABCBeams(meter, ticksPerQuarter: score.ticksPerQuarter)
            placeBar(opening: nil)
            field("M", into: &text) { $0.append(meter) }
        }
        if let key = timelines.key(at: onset, score).map({ part.written($0) }) {
            accidentals.change(key: key)
            field("K", into: &text) { $0.append(key) }
        }
        if let clef = timelines.clef(at: onset, part) { field("K", into: &text) { $0.append(clef) } }
        if let tempo = timelines.tempo(at: onset, score), isFirstPart, !tempo.isEmpty {
            field("Q", into: &text) { $0.append(tempo) }
        }
        timelines.advance(score, part, bars, labels: isFirstPart)
    }

    /// Whether a change must be written at `onset`.
    func hasChange(at onset: Int) -> Bool { timelines.next <= onset }

    private func field(_ letter: StaticString, into text: inout ABCText, _ content: (inout ABCText) -> Void) {
        text.appendSpace()
        text.append(.opening)
        text.append(letter)
        text.append(.colon)
        content(&text)
        text.append("] ")
    }
}

extension ABCAccidentals {
    /// Starts another lane of the same bar. Some readers keep the bar's accidentals, others reset them.
    mutating func startLane(keyChanged: Bool) {
        if keyChanged { markAllUncertain() } else { markUncertain() }
    }
}
