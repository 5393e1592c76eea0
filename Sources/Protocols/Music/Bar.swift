/// The time between two bar lines.
public struct Bar: Hashable, Sendable {
    public var start: Int
    public var end: Int
    /// The bar line at its start; nil where none is written.
    public var opening: Barline?
    /// The bar line at its end; nil at the end of a tune that has none.
    public var closing: Barline?

    public var duration: Int { end - start }
}

extension Score {
    /// The bars as written, pickups and short bars included; empty stretches between bar lines are none.
    public func bars() -> [Bar] {
        var result: [Bar] = []
        var start = 0
        var opening: Barline?
        for line in barlines where line.style != .none {
            if line.onset > start { result.append(Bar(start: start, end: line.onset, opening: opening, closing: line)) }
            start = line.onset
            opening = line
        }
        if end > start { result.append(Bar(start: start, end: end, opening: opening, closing: nil)) }
        return result
    }

    /// The length that most notes and rests have, out of a half, quarter, eighth and sixteenth, in ticks: what one would
    /// choose for ABC's L:. An eighth where none of these occurs.
    public var unitNoteTicks: Int {
        let candidates = [2 * ticksPerQuarter, ticksPerQuarter, ticksPerQuarter / 2, ticksPerQuarter / 4]
        var counts = [0, 0, 0, 0]
        for part in parts {
            for note in part.notes {
                let written = note.tuplet.map { note.duration * Int($0.actual) / Int($0.normal) } ?? note.duration
                if let i = candidates.firstIndex(of: written) { counts[i] += 1 }
            }
        }
        guard let most = counts.max(), most > 0 else { return ticksPerQuarter / 2 }
        return candidates[counts.firstIndex(of: most) ?? 2]
    }
}
