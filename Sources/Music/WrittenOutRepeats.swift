/// A score with its repeats written out.
package struct WrittenOutRepeats: Sendable {
    package let score: Score
    /// The music that was played before, in ticks of `score`: the second and later times of repeated sections.
    package let repeated: [Range<Int>]

    /// nil for a score with an order of parts or jumps such as D.C., whose form repeats do not tell.
    package init?(_ given: Score) {
        guard given.playOrder.isEmpty || given.labels.isEmpty, Navigation(given).jumps.isEmpty else { return nil }
        let ranges = given.playedRanges()
        var repeated: [Range<Int>] = []
        for (i, range) in ranges.enumerated() {
            for earlier in ranges[..<i] {
                let common = max(range.start, earlier.start)..<max(range.start, min(range.end, earlier.end))
                guard common.lowerBound < common.upperBound else { continue }
                repeated.append(common.lowerBound + range.shift..<common.upperBound + range.shift)
            }
        }
        self.repeated = repeated
        var score = given
        score.page = nil
        score.playOrder = []
        score.labels = Score.unfolded(given.labels, ranges, persists: false)
        score.meters = Score.unfolded(given.meters, ranges, persists: true)
        score.keys = Score.unfolded(given.keys, ranges, persists: true)
        score.tempos = Score.unfolded(given.tempos, ranges, persists: true)
        score.chordSymbols = Score.unfolded(given.chordSymbols, ranges, persists: false)
        score.parts = given.parts.map { part in
            var part = part
            let (notes, rests) = (part.notes, part.rests)
            part.notes = ranges.flatMap { range in
                notes[notes.firstIndex(from: range.start)..<notes.firstIndex(from: range.end)].map { note in
                    var note = note
                    // Where the music goes on elsewhere, nothing follows that it could be tied to.
                    if note.end == range.end, range != ranges.last { note.isTied = false }
                    note.onset += range.shift
                    return note
                }
            }
            part.rests = ranges.flatMap { range in
                rests.filter { (range.start..<range.end).contains($0.onset) }.map { rest in
                    var rest = rest
                    rest.onset += range.shift
                    return rest
                }
            }
            part.clefs = Score.unfolded(part.clefs, ranges, persists: true)
            part.transpositions = Score.unfolded(part.transpositions, ranges, persists: true)
            part.controls = Score.unfolded(part.controls, ranges, persists: false)
            return part
        }
        score.barlines = Self.barlines(given, ranges)
        self.score = score
    }

    /// Bar lines without repeat signs: double ones where a section was repeated, and between repeats.
    private static func barlines(_ given: Score, _ ranges: [PlayedRange]) -> [Barline] {
        var result: [Barline] = []
        for range in ranges {
            for line in given.barlines where line.onset > range.start && line.onset <= range.end {
                guard line.style != .none || line.onset == range.end else { continue }
                // The repeat sign after a pickup is a plain bar line.
                let isSigned = line.endsRepeat || line.startsRepeat && !result.isEmpty
                var style = isSigned && line.style != .final ? .double : line.style
                if style == .none || style == .final { style = .double }
                let onset = line.onset + range.shift
                if result.last?.onset == onset {
                    if style != .single { result[result.count - 1].style = style }
                    continue
                }
                result.append(Barline(onset: onset, style: style, decorations: line.decorations))
            }
        }
        if !result.isEmpty { result[result.count - 1].style = .final }
        return result
    }
}
