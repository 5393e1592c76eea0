extension Score {
    /// The score as it sounds from first note to last, without signs that send the player back.
    ///
    /// **Repeats.** The music falls into sections. A section starts at `|:`, else where the one before ended: at `:|`,
    /// or at a section's end after its last numbered ending. `:|` plays it once more, whether or not `|:` opened it.
    /// A second `|:` starts a new section, so repeats do not nest, and no sign is obeyed twice: `|: A |: B :| C :|`
    /// is A B B C C.
    ///
    /// **Numbered endings.** An ending lasts to the next ending, and the last one to the next `|:`, `:|` without an
    /// ending, or thick or double bar line. A section with endings is played as often as they say, in each pass with
    /// the ending that lists it: `|: A |1,3 x :|2 y :|4 z |]` is A x A y A x A z. Where a `:|` ends the only ending,
    /// a last pass leaves the section in front of it: `|: A |1 x :| B` is A x A B. An ending is left at its end even
    /// where the `:|` before the next one is missing.
    ///
    /// **Order of parts.** With a `playOrder`, what stands before the first label is played, then the labelled parts in
    /// that order, each with its repeats; labels that occur nowhere are passed over, and of two equal ones the first
    /// counts.
    ///
    /// **Ties.** A tied note is merged with the note of the same sounding pitch and voice that starts where it ends,
    /// as played: over bar lines and jumps, out of and into chords. A tie that meets no such note just ends.
    ///
    /// Rests, grace notes and tuplet brackets are left out. Meters, keys, tempos, chord symbols, labels and bar lines
    /// (all single) are unfolded with the notes.
    ///
    /// Unfolding stops at about 260 000 notes, which no music reaches and a hostile file may.
    public func played() -> Score {
        let ranges = playedRanges()
        let isStraight = ranges == [PlayedRange(start: 0, end: end, playedStart: 0)]
        var result = Score(ticksPerQuarter: ticksPerQuarter)
        result.header = header
        result.parts = parts.map { $0.played(isStraight ? nil : ranges) }
        result.meters = Self.unfolded(meters, ranges, holds: true)
        result.keys = Self.unfolded(keys, ranges, holds: true)
        result.tempos = Self.unfolded(tempos, ranges, holds: true)
        result.chordSymbols = Self.unfolded(chordSymbols, ranges, holds: false)
        result.labels = Self.unfolded(labels, ranges, holds: false)
        result.barlines = unfoldedBarlines(ranges)
        return result
    }

    /// The score as written, with ties merged as in `played()`: one note for each that sounds in a single pass.
    ///
    /// A tie over a jump ends there.
    public func mergingTies() -> Score {
        var result = self
        for i in parts.indices { result.parts[i].notes = parts[i].notes.mergingTies() }
        return result
    }

    /// - Parameter holds: a value is in force until the next one, and so has to be said again after a jump.
    private static func unfolded<Value>(
        _ timeline: [Timed<Value>], _ ranges: [PlayedRange], holds: Bool
    ) -> [Timed<Value>] {
        var result: [Timed<Value>] = []
        guard !timeline.isEmpty else { return result }
        for range in ranges {
            var i = timeline.firstIndex(from: range.start)
            if holds, i > 0, i == timeline.count || timeline[i].onset > range.start,
                result.last.map({ $0.value != timeline[i - 1].value }) ?? true
            {
                result.append(Timed(range.playedStart, timeline[i - 1].value))
            }
            while i < timeline.count, timeline[i].onset < range.end {
                let value = timeline[i].value
                if !holds || result.last?.value != value {
                    result.append(Timed(timeline[i].onset + range.shift, value))
                }
                i += 1
            }
        }
        return result
    }

    private func unfoldedBarlines(_ ranges: [PlayedRange]) -> [Barline] {
        var result: [Barline] = []
        for range in ranges {
            for line in barlines[barlines.firstIndex(from: range.start)...] where line.style != .none {
                if line.onset > range.end { break }
                // A bar line at the jump is one, whether seen from before or after it.
                let onset = line.onset + range.shift
                if result.last?.onset != onset { result.append(Barline(onset: onset)) }
            }
        }
        return result
    }
}

/// A stretch of a score that is played without a jump.
struct PlayedRange: Equatable {
    /// Ticks in the score as written.
    var start: Int
    var end: Int
    /// Ticks in the score as played.
    var playedStart: Int

    var shift: Int { playedStart - start }
}

extension Part {
    /// - Parameter ranges: nil where the part is played as it stands.
    fileprivate func played(_ ranges: [PlayedRange]?) -> Part {
        var result = self
        result.rests = []
        if let ranges {
            result.notes.removeAll(keepingCapacity: true)
            for range in ranges {
                var i = notes.firstIndex(from: range.start)
                while i < notes.count, notes[i].onset < range.end {
                    var note = notes[i]
                    // The player has left by then.
                    note.duration = min(note.duration, range.end - note.onset)
                    note.onset += range.shift
                    result.notes.append(note)
                    i += 1
                }
            }
        }
        result.notes = result.notes.mergingTies()
        for i in result.notes.indices {
            result.notes[i].tuplet = nil
            if !result.notes[i].marks.isEmpty { result.notes[i].marks.graces = Graces() }
        }
        return result
    }
}

extension [Note] {
    /// Tied notes made one, in a list that is in order of onset.
    fileprivate func mergingTies() -> [Note] {
        guard contains(where: \.isTied) else { return self }
        var result: [Note] = []
        result.reserveCapacity(count)
        /// Where in the result the notes stand that go on, by voice and sounding pitch.
        var open: [Int: Int] = [:]
        for note in self {
            let key = note.pitch.midi << 8 | Int(note.voice)
            if !open.isEmpty, let i = open[key], result[i].onset + result[i].duration == note.onset {
                result[i].duration += note.duration
                result[i].isTied = false
                if !note.isTied { open[key] = nil }
                continue
            }
            if note.isTied { open[key] = result.count }
            result.append(note)
            result[result.count - 1].isTied = false
        }
        return result
    }
}

/// What stands at a tick.
protocol Placed {
    var onset: Int { get }
}

extension Note: Placed {}
extension Barline: Placed {}
extension Timed: Placed {}

extension Array where Element: Placed {
    /// The index of the first element at `onset` or after, in a list that is in order of onset.
    func firstIndex(from onset: Int) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].onset < onset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
