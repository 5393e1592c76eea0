import MuseMusic

extension [Element] {
    /// The broken-rhythm steps (`>` 1, `>>` 2, `<` -1, `<<` -2) of the pair that starts at element `i`, written as two
    /// notes of unit length; nil if it is not a broken pair.
    ///
    /// - Parameter barline: the onset of the next bar line, in ticks.
    func brokenSteps(at i: Int, unit: Int, before barline: Int) -> Int? {
        guard i + 1 < count else { return nil }
        let (a, b) = (self[i], self[i + 1])
        guard a.notes.count == 1, b.notes.count == 1, a.tuplet == nil, b.tuplet == nil, !a.notes[0].isTied,
            a.duration + b.duration == 2 * unit, barline >= b.end
        else { return nil }
        switch (4 * a.duration, 4 * b.duration) {
        case (6 * unit, 2 * unit): return 1
        case (7 * unit, unit): return 2
        case (2 * unit, 6 * unit): return -1
        case (unit, 7 * unit): return -2
        default: return nil
        }
    }
}
