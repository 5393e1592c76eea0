extension Score {
    /// Returns the score in playing order, with repeats unfolded, ties merged and repeat signs removed.
    ///
    /// **Repeats.** The music is divided into sections. A section starts at `|:`, or else where the previous one ended:
    /// at `:|`, or after the last numbered ending. `:|` repeats the section, whether or not `|:` opened it; a section
    /// is played as often as the bar line's `playCount` says. A second `|:` starts a new section, so repeats do not
    /// nest, and no sign is followed twice: `|: A |: B :| C :|` is played A B B C C.
    ///
    /// **Numbered endings.** An ending lasts until the next ending; the last one until the next `|:`, `:|` without an
    /// ending, or thick or double bar line. A section with endings is played once for each pass that they list, with
    /// the ending that lists the pass: `|: A |1,3 x :|2 y :|4 z |]` is played A x A y A x A z. If a `:|` ends the only
    /// ending, a last pass skips it: `|: A |1 x :| B` is played A x A B. Playback leaves an ending at its end even if
    /// the `:|` before the next one is missing. If no `:|` has occurred since the `|:` when a double bar line closes
    /// the last ending, and the next sign is a `:|`, the music before that belongs to the section and is played in each
    /// pass: `|: A |1 x |2 y || B :|` is played A x B A y B.
    ///
    /// **Order of parts.** With a `playOrder`, the music before the first label is played first, then the labelled
    /// parts in that order, each with its repeats. Labels that do not occur are ignored; if a label occurs twice, the
    /// first counts.
    ///
    /// **Jumps.** D.C. and D.S. are followed, to the fine or the coda, see `Navigation`; not with a `playOrder`.
    ///
    /// **Ties.** A tied note is merged with the note of the same sounding pitch and voice that starts where it ends, in
    /// playing order: across bar lines and jumps, into and out of chords. A tie without such a note has no effect.
    ///
    /// Rests, grace notes, tuplet brackets and transpositions of instruments are omitted. Meters, keys, clefs, tempos,
    /// chord symbols, labels and bar lines (all single) are unfolded with the notes.
    ///
    /// Unfolding stops at about 260 000 notes, a limit against hostile files.
    public func played() -> Score {
        let navigation = Navigation(self)
        let ranges = playedRanges(navigation)
        let isStraight = ranges.count == 1 && ranges[0] == PlayedRange(start: 0, end: end, playedStart: 0)
        var result = Score(ticksPerQuarter: ticksPerQuarter)
        result.header = header
        result.performance = performance
        result.parts = parts.map { part in
            var played = part.played(isStraight ? nil : ranges)
            if !navigation.jumps.isEmpty { played.removeNavigation() }
            played.clefs = Self.unfolded(part.clefs, ranges, persists: true)
            return played
        }
        result.meters = Self.unfolded(meters, ranges, persists: true)
        result.keys = Self.unfolded(keys, ranges, persists: true)
        result.tempos = Self.unfolded(tempos, ranges, persists: true)
        result.chordSymbols = Self.unfolded(chordSymbols, ranges, persists: false)
        result.labels = Self.unfolded(labels, ranges, persists: false)
        result.barlines = unfoldedBarlines(ranges)
        return result
    }

    /// Returns the score as written, with ties merged as in `played()`. A tie across a jump ends at the jump.
    public func mergingTies() -> Score {
        var result = self
        for i in parts.indices { result.parts[i].notes = parts[i].notes.mergingTies() }
        return result
    }

    /// - Parameter persists: whether a value stays in force until the next one and is therefore repeated after a jump.
    static func unfolded<Value>(
        _ timeline: [Timed<Value>], _ ranges: [PlayedRange], persists: Bool
    ) -> [Timed<Value>] {
        var result: [Timed<Value>] = []
        guard !timeline.isEmpty else { return result }
        for range in ranges {
            var i = timeline.firstIndex(from: range.start)
            if persists, i > 0, i == timeline.count || timeline[i].onset > range.start,
                result.last.map({ $0.value != timeline[i - 1].value }) ?? true
            {
                result.append(Timed(range.playedStart, timeline[i - 1].value))
            }
            while i < timeline.count, timeline[i].onset < range.end {
                let value = timeline[i].value
                if !persists || result.last?.value != value {
                    result.append(Timed(timeline[i].onset + range.shift, value))
                }
                i += 1
            }
        }
        return result
    }

    private func unfoldedBarlines(_ ranges: [PlayedRange]) -> [Barline] {
        var result: [Barline] = []
        result.reserveCapacity(barlines.count)
        for range in ranges {
            for i in barlines.firstIndex(from: range.start)..<barlines.count where barlines[i].style != .none {
                if barlines[i].onset > range.end { break }
                // A bar line at a jump is kept, whether it belongs to the music before or after it.
                let onset = barlines[i].onset + range.shift
                if result.last?.onset != onset { result.append(Barline(onset: onset)) }
            }
        }
        return result
    }
}

/// A range of a score that is played without a jump.
package struct PlayedRange: Equatable {
    /// Ticks in the score as written.
    package var start: Int
    package var end: Int
    /// Ticks in the score as played.
    package var playedStart: Int

    package var shift: Int { playedStart - start }
}

extension Part {
    /// - Parameter ranges: nil if the part is played as written.
    fileprivate func played(_ ranges: [PlayedRange]?) -> Part {
        var notes = notes
        if let ranges {
            let runs = ranges.map { notes.firstIndex(from: $0.start)..<notes.firstIndex(from: $0.end) }
            notes = []
            notes.reserveCapacity(runs.reduce(0) { $0 + $1.count })
            for (range, run) in zip(ranges, runs) {
                let first = notes.count
                notes += self.notes[run]
                for i in first..<notes.count {
                    // The jump cuts the note short.
                    notes[i].duration = min(notes[i].duration, range.end - notes[i].onset)
                    notes[i].onset += range.shift
                }
            }
        }
        notes = notes.mergingTies()
        // An array that is not changed is not copied.
        for i in notes.indices where notes[i].tuplet != nil { notes[i].tuplet = nil }
        for i in notes.indices where !notes[i].marks.isEmpty && !notes[i].marks.graces.isEmpty {
            notes[i].marks.graces = Graces()
        }
        var result = self
        result.notes = notes
        result.transpositions = []
        result.rests = []
        return result
    }

    /// Removes the navigation marks, which have been followed.
    fileprivate mutating func removeNavigation() {
        for i in notes.indices where !notes[i].marks.isEmpty {
            let others = notes[i].marks.decorations.filter { !Navigation.names.contains($0) }
            if others != notes[i].marks.decorations { notes[i].marks.decorations = others }
        }
    }
}

extension [Note] {
    /// Merges tied notes of a list in order of onset.
    fileprivate func mergingTies() -> [Note] {
        guard indices.contains(where: { self[$0].isTied }) else { return self }
        var result: [Note] = []
        result.reserveCapacity(count)
        /// Indices in `result` of the notes with an open tie.
        var open: [Int] = []
        for i in indices {
            let (pitch, voice, onset) = (self[i].pitch.midi, self[i].voice, self[i].onset)
            let tied = open.firstIndex {
                result[$0].end == onset && result[$0].voice == voice && result[$0].pitch.midi == pitch
            }
            if let tied {
                result[open[tied]].duration += self[i].duration
                if !self[i].isTied { open.remove(at: tied) }
                continue
            }
            if self[i].isTied {
                // Ties without a partner are forgotten.
                open.removeAll { result[$0].end < onset }
                open.append(result.count)
            }
            result.append(self[i])
            result[result.count - 1].isTied = false
        }
        return result
    }
}

/// Anything with an onset.
protocol Placed {
    var onset: Int { get }
}

extension Note: Placed {}
extension Barline: Placed {}
extension Timed: Placed {}

extension Array where Element: Placed {
    /// Returns the index of the first element at `onset` or later, in a list in order of onset.
    func firstIndex(from onset: Int) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].onset < onset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
