package import MuseMusic

extension Score {
    /// Returns the score with music that is played twice in a row written once, with repeat signs, and first and second
    /// endings where the two times end differently.
    ///
    /// Sections of at least four bars are compared: all notes of all parts must be equal in all bars but the last two,
    /// which become endings. The longest section at each place is folded. Scores with repeat signs are unchanged.
    package func foldingRepeats() -> Score {
        guard !barlines.contains(where: { $0.endsRepeat || $0.startsRepeat || !$0.endings.isEmpty }) else {
            return self
        }
        var folding = RepeatFolding(self)
        return folding.folded()
    }
}

/// Finds sections that are repeated, and writes them once.
///
/// A section starts as long before a bar line as the pickup is long. Its notes are compared by their time from its
/// start, so that bar lines within a bar that joins two sections need not agree.
///
/// Source: Meredith, Lemström and Wiggins, "Algorithms for discovering repeated patterns in multidimensional
/// representations of polyphonic music", JNMR 31, 2002 (a repeat is a maximal translatable pattern in time).
struct RepeatFolding {
    private var score: Score

    private struct Event: Equatable {
        var onset: Int
        var duration: Int
        var midi: Int
        var part: Int
    }

    /// A section, its length, and the length of its endings; all in ticks.
    private struct Section {
        var start: Int
        var length: Int
        var ending: Int
    }

    init(_ score: Score) { self.score = score }

    mutating func folded() -> Score {
        var place = 0
        while let section = section(from: place) {
            fold(section)
            place = section.start + section.length + section.ending
        }
        return score
    }

    /// The first section at or after a time that is played twice.
    private func section(from place: Int) -> Section? {
        let bars = score.bars()
        guard bars.count >= 8, let meter = score.meters.value(at: bars[1].start),
            let full = meter.barTicks(score.ticksPerQuarter)
        else { return nil }
        let pickup = bars[0].duration < full ? bars[0].duration : 0
        let events = sortedEvents()
        let end = score.end + pickup
        let starts = ([0] + bars.map(\.end)).map { $0 - pickup }.filter { $0 >= place }
        for start in (pickup > 0 ? [0] : []) + starts where start >= place {
            for count in [16, 32, 12, 8, 6, 4] {
                let length = count * full
                guard start + 2 * length <= end else { continue }
                for ending in [0, full, 2 * full] where ending < length / 2 {
                    let common = length - ending
                    if matches(events, start, start + length, common) {
                        return Section(start: start, length: length, ending: ending)
                    }
                }
            }
        }
        return nil
    }

    private func sortedEvents() -> [Event] {
        var result: [Event] = []
        for (i, part) in score.parts.enumerated() {
            result += part.notes.map { Event(onset: $0.onset, duration: $0.duration, midi: $0.pitch.midi, part: i) }
        }
        return result.sorted { ($0.onset, $0.part, $0.midi, $0.duration) < ($1.onset, $1.part, $1.midi, $1.duration) }
    }

    private func matches(_ events: [Event], _ first: Int, _ second: Int, _ length: Int) -> Bool {
        func window(_ start: Int) -> [Event] {
            let first = events.partitioningIndex { $0.onset >= start }
            return events[first...].prefix { $0.onset < start + length }.map { event in
                var event = event
                event.onset -= start
                // A note may be cut by the end of the section.
                event.duration = min(event.duration, length - event.onset)
                return event
            }
        }
        let notes = window(first)
        return !notes.isEmpty && notes == window(second)
    }

    /// Removes the second time, and writes repeat signs and endings.
    private mutating func fold(_ section: Section) {
        let end = section.start + section.length
        let common = section.length - section.ending
        // |: common |1 ending :|2 ending ||
        let removed = section.ending == 0 ? end..<end + section.length : end..<end + common
        remove(removed)
        // Played from the start of the piece, a repeat needs no opening sign.
        if section.start > 0 { mark(section.start) { $0.startsRepeat = true } }
        mark(end) {
            $0.endsRepeat = true
            $0.style = .single
        }
        guard section.ending > 0 else { return }
        mark(section.start + common) { $0.endings = [1] }
        mark(end) { $0.endings = [2] }
        mark(end + section.ending) { if $0.style == .single { $0.style = .double } }
    }

    private mutating func mark(_ onset: Int, _ change: (inout Barline) -> Void) {
        let i = score.barlines.firstIndex { $0.onset >= onset } ?? score.barlines.count
        if i == score.barlines.count || score.barlines[i].onset != onset {
            score.barlines.insert(Barline(onset: onset), at: i)
        }
        change(&score.barlines[i])
    }

    private mutating func remove(_ range: Range<Int>) {
        func cut<Element>(_ elements: inout [Element], _ onset: WritableKeyPath<Element, Int>) {
            elements.removeAll { range.contains($0[keyPath: onset]) }
            for i in elements.indices where elements[i][keyPath: onset] >= range.upperBound {
                elements[i][keyPath: onset] -= range.count
            }
        }
        for i in score.parts.indices {
            for j in score.parts[i].notes.indices
            where score.parts[i].notes[j].onset < range.lowerBound && score.parts[i].notes[j].end > range.lowerBound {
                score.parts[i].notes[j].duration = range.lowerBound - score.parts[i].notes[j].onset
            }
            cut(&score.parts[i].notes, \.onset)
            cut(&score.parts[i].rests, \.onset)
        }
        for i in score.meters.indices.dropFirst() where range.contains(score.meters[i].onset) {
            score.meters[i].onset = range.upperBound
        }
        cut(&score.meters, \.onset)
        cut(&score.keys, \.onset)
        cut(&score.tempos, \.onset)
        cut(&score.labels, \.onset)
        cut(&score.chordSymbols, \.onset)
        // The bar line at the end of what is removed gives its style to that at the start.
        let style = score.barlines.first { $0.onset == range.upperBound }?.style
        score.barlines.removeAll { range.lowerBound < $0.onset && $0.onset <= range.upperBound }
        cut(&score.barlines, \.onset)
        mark(range.lowerBound) { if let style, style != .single { $0.style = style } }
    }
}
