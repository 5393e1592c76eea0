extension Score {
    /// Returns the ranges of the score in playing order, see `played()`.
    func playedRanges() -> [PlayedRange] {
        let end = end
        var order = PlayedOrder(limit: 1 << 18, notes: parts.map(\.notes))
        if playOrder.isEmpty || labels.isEmpty {
            order.appendSections(from: 0, to: end, barlines)
        } else {
            let spans = labelledSpans(end: end)
            if let first = labels.first, first.onset > 0 { order.appendSections(from: 0, to: first.onset, barlines) }
            for label in playOrder {
                guard let span = spans[label], order.hasRoom else { continue }
                order.appendSections(from: span.lowerBound, to: span.upperBound, barlines)
            }
        }
        return order.ranges
    }

    private func labelledSpans(end: Int) -> [String: Range<Int>] {
        var spans: [String: Range<Int>] = [:]
        for (i, label) in labels.enumerated() where spans[label.value] == nil {
            let next = i + 1 < labels.count ? labels[i + 1].onset : end
            if next > label.onset { spans[label.value] = label.onset..<next }
        }
        return spans
    }
}

/// Ranges in playing order; consecutive ones are joined.
struct PlayedOrder {
    private(set) var ranges: [PlayedRange] = []
    private let limit: Int
    private let notes: [[Note]]
    private var noteCount = 0
    private var played = 0

    init(limit: Int, notes: [[Note]]) {
        self.limit = limit
        self.notes = notes
    }

    var hasRoom: Bool { noteCount < limit && ranges.count < limit }

    mutating func appendSections(from start: Int, to end: Int, _ barlines: [Barline]) {
        for section in RepeatedSection.sections(from: start, to: end, barlines) {
            for range in section.playedRanges() { append(range) }
        }
    }

    private mutating func append(_ range: Range<Int>) {
        guard !range.isEmpty, hasRoom else { return }
        noteCount += notes.reduce(0) {
            $0 + $1.firstIndex(from: range.upperBound) - $1.firstIndex(from: range.lowerBound)
        }
        if let last = ranges.last, last.end == range.lowerBound {
            ranges[ranges.count - 1].end = range.upperBound
        } else {
            ranges.append(PlayedRange(start: range.lowerBound, end: range.upperBound, playedStart: played))
        }
        played += range.count
    }
}

/// A section that is repeated as a whole: a body and its numbered endings.
struct RepeatedSection {
    struct Ending {
        let passes: [Int]
        let start: Int
        var end: Int
    }

    let start: Int
    /// The start of the endings, or the end of the section.
    var bodyEnd: Int
    var endings: [Ending] = []
    /// All passes listed by the endings.
    private var passes: Set<Int> = []
    /// Whether a `:|` leads back to the start.
    var isRepeated = false

    private init(start: Int) {
        self.start = start
        bodyEnd = start
    }

    /// Returns the ranges in playing order.
    func playedRanges() -> [Range<Int>] {
        let body = start..<max(start, bodyEnd)
        guard let last = endings.last else { return isRepeated ? [body, body] : [body] }
        guard isRepeated || endings.count > 1 else { return [body, last.start..<last.end] }
        var result: [Range<Int>] = []
        // In order of pass; a pass listed by two endings belongs to the first.
        var passes: [(pass: Int, ending: Int)] = []
        for (i, ending) in endings.enumerated() {
            for pass in ending.passes { passes.append((pass, i)) }
        }
        passes.sort { ($0.pass, $0.ending) < ($1.pass, $1.ending) }
        var lastPass: Int?
        for (pass, i) in passes where pass != lastPass {
            result.append(body)
            result.append(endings[i].start..<endings[i].end)
            lastPass = pass
        }
        if endings.count == 1, isRepeated { result.append(body) }
        return result
    }

    /// Returns the sections between two ticks, in order and without gaps.
    static func sections(from start: Int, to end: Int, _ barlines: [Barline]) -> [RepeatedSection] {
        var result: [RepeatedSection] = []
        var section = RepeatedSection(start: start)
        func close(at onset: Int) {
            if section.endings.isEmpty {
                section.bodyEnd = onset
            } else {
                section.endings[section.endings.count - 1].end = onset
            }
            result.append(section)
            section = RepeatedSection(start: onset)
        }
        var i = barlines.firstIndex(from: start)
        while i < barlines.count, barlines[i].onset <= end {
            let onset = barlines[i].onset
            var (ends, starts, isBoundary) = (false, false, false)
            var passes: [Int] = []
            // Signs at the same time form one bar line.
            while i < barlines.count, barlines[i].onset == onset {
                ends = ends || barlines[i].endsRepeat
                starts = starts || barlines[i].startsRepeat
                isBoundary = isBoundary || barlines[i].isSectionBoundary
                passes += barlines[i].endings
                i += 1
            }
            // At the edges, signs that belong to the neighbouring sections do not count.
            if onset == start { ends = false }
            if onset == end { (starts, passes) = (false, []) }
            if ends {
                section.isRepeated = true
                let isContinued = section.endings.isEmpty || section.continues(with: passes)
                if passes.isEmpty || !isContinued { close(at: onset) }
            }
            if starts, onset > section.start || !section.endings.isEmpty { close(at: onset) }
            if !passes.isEmpty {
                if section.endings.isEmpty {
                    section.bodyEnd = onset
                } else if section.continues(with: passes) {
                    section.endings[section.endings.count - 1].end = onset
                } else {
                    close(at: onset)
                }
                section.endings.append(Ending(passes: passes, start: onset, end: onset))
                section.passes.formUnion(passes)
            } else if !ends, !starts, !section.endings.isEmpty, isBoundary {
                close(at: onset)
            }
        }
        if end > section.start { close(at: end) }
        return result
    }

    /// Whether an ending with these passes belongs to this section: the section has endings, but none for these passes.
    private func continues(with passes: [Int]) -> Bool {
        !endings.isEmpty && self.passes.isDisjoint(with: passes)
    }
}
