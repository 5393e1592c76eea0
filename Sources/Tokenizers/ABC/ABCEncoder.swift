import MuseMusic
import MuseProtocols

/// Encodes one score as tokens of the `abc` tokenizer.
struct ABCEncoder {
    private let vocabulary: ABCVocabulary
    private let score: Score
    private let unit: Int
    private let part: PartChoice
    private var tokens: [TokenID] = []
    private var losses: [String] = []
    private var key = Key.cMajor
    private var alterations = Key.cMajor.alterations
    private var tonicPosition = 0
    private let includesChordSymbols: Bool
    private let includesOrnaments: Bool
    private let includesForm: Bool
    /// Whether the score is the opening of a tune to be continued.
    private let isUnfinished: Bool
    private(set) var openBars: [OpenBar] = []
    /// The index of the first token of each element's notes, after those of tuplets, by onset.
    private(set) var elementStarts: [Int: Int] = [:]
    /// The index of the first token of each element, or of the tuplet that starts with it, by onset.
    private(set) var placedStarts: [Int: Int] = [:]
    /// The index after the last token of each element, by end.
    private(set) var placedEnds: [Int: Int] = [:]
    /// The number of header tokens before the form.
    private(set) var headerCount = 0

    init(
        _ score: Score, _ vocabulary: ABCVocabulary, _ part: PartChoice, includesChordSymbols: Bool,
        includesOrnaments: Bool, includesForm: Bool, isUnfinished: Bool = false
    ) {
        self.part = part
        self.score = score
        self.vocabulary = vocabulary
        self.includesChordSymbols = includesChordSymbols
        self.includesOrnaments = includesOrnaments
        self.includesForm = includesForm
        self.isUnfinished = isUnfinished
        unit = score.unitNoteTicks
    }

    mutating func encoding() throws -> Encoding {
        let chosen = try part.index(in: score)
        losses = score.lossesInABC(
            ofPart: chosen, includesChordSymbols: includesChordSymbols, includesOrnaments: includesOrnaments)
        try header()
        try body(score.parts[chosen].elements())
        if !isUnfinished { try append(.end) }
        return Encoding(tokens: tokens, losses: losses)
    }

    private mutating func header() throws {
        for (kind, values) in vocabulary.labels {
            try append(.label(kind, ABCLabels.value(kind, of: score.header, among: values)))
        }
        try append(.meter(ABCMeter(score.meters.first { $0.onset == 0 }?.value ?? .free)))
        try append(.unit(4 * score.ticksPerQuarter / unit))
        try change(to: score.keys.first { $0.onset == 0 }?.value ?? Key(.init(step: 0), .none))
        headerCount = tokens.count
        if includesForm, !isUnfinished {
            for section in score.sectionPlans {
                let bars = section.bars <= ABCVocabulary.longestSection ? section.bars : 0
                try append(.section(bars: bars, isRepeated: section.isRepeated))
            }
        }
    }

    private mutating func body(_ elements: [Element]) throws {
        var lines = score.barlines[...]
        var meters = score.meters.drop { $0.onset == 0 }
        var keys = score.keys.drop { $0.onset == 0 }
        var chords = includesChordSymbols ? score.chordSymbols[...] : []
        var now = 0
        var isSecondOfPair = false
        var cadences = lastBars[...]
        for (i, element) in elements.enumerated() {
            guard element.onset == now else {
                throw TokenizationError("a gap or overlap at quarter \(quarters(element.onset))")
            }
            try structure(until: now, &lines, &meters, &keys)
            while let start = cadences.first, start.onset <= now {
                if start.onset == now { try append(.cadence(isShort: start.isShort)) }
                cadences.removeFirst()
            }
            placedStarts[now] = tokens.count
            if let tuplet = element.tuplet, tuplet.isFirst { try open(tuplet) }
            elementStarts[now] = tokens.count
            while let chord = chords.first, chord.onset <= now {
                if chord.onset == now { try append(chord.value) } else { losses.append("a chord symbol between notes") }
                chords.removeFirst()
            }
            if includesOrnaments { try ornaments(element.marks) }
            let start = tokens.count
            try content(element)
            if isSecondOfPair {
                isSecondOfPair = false
            } else if let steps = elements.brokenSteps(at: i, unit: unit, before: lines.first?.onset ?? .max) {
                try append(.broken(steps))
                isSecondOfPair = true
            } else {
                try duration(element.writtenDuration, unit: unit)
            }
            if element.isOpen { try addOpenBar(start..<tokens.count, element.duration) }
            if !element.isRest, element.notes.allSatisfy(\.isTied) { try append(.tie) }
            now = element.end
            placedEnds[now] = tokens.count
        }
        try structure(until: .max, &lines, &meters, &keys)
        if !chords.isEmpty { losses.append("a chord symbol after the last note") }
    }

    private mutating func addOpenBar(_ range: Range<Int>, _ duration: Int) throws {
        let (ticks, rest) = (duration * Score.notationTicksPerQuarter).quotientAndRemainder(
            dividingBy: score.ticksPerQuarter)
        guard rest == 0 else { throw TokenizationError("no token for an open bar of \(quarters(duration)) quarters") }
        openBars.append(OpenBar(tokens: range, ticks: ticks))
    }

    /// Writes bar lines, meters and keys up to a position, in this order if they coincide.
    private mutating func structure(
        until place: Int, _ lines: inout ArraySlice<Barline>, _ meters: inout ArraySlice<Timed<Meter>>,
        _ keys: inout ArraySlice<Timed<Key>>
    ) throws {
        while let line = lines.first, line.onset <= place {
            guard line.onset == place || place == .max else {
                throw TokenizationError("a bar line inside a note at quarter \(quarters(line.onset))")
            }
            // An opening has no final bar line.
            if line.style != .none, !(isUnfinished && line.style == .final && !line.endsRepeat) {
                try append(.barline(line.style, endsRepeat: line.endsRepeat, startsRepeat: line.startsRepeat))
            }
            if !line.endings.isEmpty { try append(.ending(line.endings)) }
            lines.removeFirst()
        }
        while let meter = meters.first, meter.onset <= place {
            try append(.meter(ABCMeter(meter.value)))
            meters.removeFirst()
        }
        while let next = keys.first, next.onset <= place {
            try change(to: next.value)
            keys.removeFirst()
        }
    }

    /// The start of each section's last bar, and whether a pickup shortens the bar. A pickup between two sections does
    /// not count as a last bar.
    private var lastBars: [(onset: Int, isShort: Bool)] {
        score.bars().compactMap { bar in
            if let closing = bar.closing, !closing.isSectionBoundary { return nil }
            if isUnfinished, bar.closing.map({ $0.style == .final && !$0.endsRepeat }) ?? true { return nil }
            let full = score.meters.value(at: bar.start)?.barTicks(score.ticksPerQuarter) ?? bar.duration
            if bar.closing != nil, 2 * bar.duration < full { return nil }
            return (bar.start, bar.duration < full)
        }
    }

    private mutating func change(to key: Key) throws {
        self.key = key
        alterations = key.alterations
        tonicPosition = Pitch(step: Int(key.tonic.step), octave: 4).staffPosition
        try append(.tonic(key.tonic))
        try append(.mode(key.mode))
        for accidental in key.accidentals { try append(.keyAccidental(accidental)) }
    }

    private mutating func open(_ tuplet: Tuplet) throws {
        try append(
            .tuplet(actual: Int(tuplet.actual), normal: Int(tuplet.normal), count: Int(tuplet.count)))
    }

    private mutating func content(_ element: Element) throws {
        guard let first = element.notes.first else {
            return try append(.rest(isVisible: element.isVisible))
        }
        guard element.notes.count > 1 else { return try append(first.pitch) }
        if element.notes.contains(where: { $0.duration != first.duration }) {
            losses.append("unequal lengths of notes in a chord")
        }
        let tiesDiffer = !element.notes.allSatisfy(\.isTied)
        try append(.chordStart)
        for note in element.notes {
            try append(note.pitch)
            if tiesDiffer, note.isTied { try append(.tie) }
        }
        try append(.chordEnd)
    }

    private mutating func append(_ pitch: Pitch) throws {
        let written = ABCToken.tokens(
            of: pitch, alterations: alterations, tonicPosition: tonicPosition, isRelative: vocabulary.isRelative)
        if let alteration = written.alteration { try append(alteration) }
        try append(written.pitch)
    }

    private mutating func append(_ chord: ChordSymbol) throws {
        let zero = vocabulary.isRelative ? key.tonic.fifths : 0
        guard let token = vocabulary[.chordSymbol(fifths: chord.root.fifths - zero, kind: chord.kind)] else {
            losses.append("the chord symbol \(chord)")
            return
        }
        tokens.append(token)
        guard let bass = chord.bass else { return }
        try append(.bass(fifths: bass.fifths - zero))
    }

    private mutating func duration(_ ticks: Int, unit: Int) throws {
        guard ticks != unit else { return }
        var (remaining, remainder) = (32 * ticks).quotientAndRemainder(dividingBy: unit)
        guard remainder == 0, remaining > 0 else {
            throw TokenizationError("no token for a note of \(quarters(ticks)) quarters")
        }
        if remaining == 32 { return }
        for candidate in ABCVocabulary.durations.reversed() {
            while candidate <= remaining {
                try append(.duration(candidate))
                remaining -= candidate
                // The unit length itself has no token; two halves represent it.
            }
        }
    }

    private mutating func ornaments(_ marks: Marks) throws {
        if marks.isEmpty { return }
        if !marks.graces.isEmpty {
            try append(.graceStart(isAcciaccatura: marks.graces.isAcciaccatura))
            for grace in marks.graces.notes {
                try append(grace.pitch)
                try duration(grace.duration, unit: score.ticksPerQuarter / 2)
            }
            try append(.graceEnd)
        }
        for decoration in marks.decorations {
            if vocabulary[.decoration(decoration)] != nil {
                try append(.decoration(decoration))
            } else {
                losses.append("the decoration \(decoration)")
            }
        }
    }

    private mutating func append(_ token: ABCToken) throws {
        guard let id = vocabulary[token] else {
            throw TokenizationError("no token for \(token.name(isRelative: vocabulary.isRelative))")
        }
        tokens.append(id)
    }

    private func quarters(_ ticks: Int) -> String { "\(Double(ticks) / Double(score.ticksPerQuarter))" }
}
