/// The span between two bar lines, in ticks.
public struct Bar: Hashable, Sendable {
    public var start: Int
    public var end: Int
    /// The bar line at its start; nil if none is written.
    public var opening: Barline?
    /// The bar line at its end; nil if the tune ends without one.
    public var closing: Barline?

    public var duration: Int { end - start }
}

extension Score {
    /// The bars as written, including pickups and short bars. Bar lines at the same time enclose no bar.
    public func bars() -> [Bar] {
        var result: [Bar] = []
        forEachBar { bar, opening, closing in
            result.append(
                Bar(
                    start: bar.lowerBound, end: bar.upperBound, opening: opening.map { barlines[$0] },
                    closing: closing.map { barlines[$0] }))
        }
        return result
    }

    /// The times of `bars()`.
    public func barRanges() -> [Range<Int>] {
        var result: [Range<Int>] = []
        result.reserveCapacity(barlines.count + 1)
        forEachBar { bar, _, _ in result.append(bar) }
        return result
    }

    /// Calls `body` with each bar and the indices of its bar lines.
    private func forEachBar(_ body: (_ bar: Range<Int>, _ opening: Int?, _ closing: Int?) -> Void) {
        var start = 0
        var opening: Int?
        for i in barlines.indices where barlines[i].style != .none {
            let onset = barlines[i].onset
            if onset > start { body(start..<onset, opening, i) }
            start = onset
            opening = i
        }
        let end = end
        if end > start { body(start..<end, opening, nil) }
    }

    /// The most frequent length of notes among half, quarter, eighth and sixteenth, in ticks: the usual choice for
    /// ABC's L:. An eighth if none of these occurs.
    ///
    /// Two adjacent notes that last 3/2 and 1/2 of a length count as two notes of that length, as in ABC's `A>B`.
    public var unitNoteTicks: Int {
        let candidates = [2 * ticksPerQuarter, ticksPerQuarter, ticksPerQuarter / 2, ticksPerQuarter / 4]
        var counts = [0, 0, 0, 0]
        for part in parts {
            var last = 0
            for note in part.notes {
                let (shorter, longer) = (min(last, note.duration), max(last, note.duration))
                last = note.duration
                if longer == 3 * shorter, let i = candidates.firstIndex(of: 2 * shorter) {
                    counts[i] += 2
                    // The previous note was counted on its own; neither note may belong to a second pair.
                    let before = longer == note.duration ? shorter : longer
                    if let j = candidates.firstIndex(of: before) { counts[j] -= 1 }
                    last = 0
                    continue
                }
                let written = note.tuplet.map { note.duration * Int($0.actual) / Int($0.normal) } ?? note.duration
                if let i = candidates.firstIndex(of: written) { counts[i] += 1 }
            }
        }
        guard let most = counts.max(), most > 0 else { return ticksPerQuarter / 2 }
        return candidates[counts.firstIndex(of: most) ?? 2]
    }
}
