extension Score {
    /// Returns the ranges of the score in playing order, see `played()`.
    package func playedRanges() -> [PlayedRange] { playedRanges(Navigation(self)) }

    func playedRanges(_ navigation: Navigation) -> [PlayedRange] {
        let end = end
        var order = PlayedOrder(limit: 1 << 18, notes: parts.map(\.notes))
        if playOrder.isEmpty || labels.isEmpty {
            order.append(to: end, barlines, navigation)
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

    /// Appends the music from its start with all jumps.
    mutating func append(to end: Int, _ barlines: [Barline], _ navigation: Navigation) {
        var start = 0
        var jump: Navigation.Jump?
        var taken: Set<Int> = []
        while hasRoom {
            let sections = RepeatedSection.sections(from: start, to: end, barlines)
            let ranges = sections.flatMap { jump == nil ? $0.playedRanges() : $0.lastPass() }
            guard let (index, onset, exit) = navigation.exit(from: ranges, after: jump, taken: taken) else {
                for range in ranges { append(range) }
                return
            }
            for range in ranges[..<index] { append(range) }
            append(ranges[index].lowerBound..<onset)
            switch exit {
            case .end: return
            case .coda(let coda): (start, jump) = (coda, nil)
            case .jump(let i):
                taken.insert(i)
                (start, jump) = (navigation.jumps[i].target, navigation.jumps[i])
            }
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
