/// The beam groups of a bar: notes shorter than a quarter are beamed together within a group.
public struct BeamGroups: Sendable {
    /// The first tick of each group, from the start of the bar; the pattern repeats after `length`.
    private let starts: [Int]
    /// The length of a bar in ticks; a quarter in free time.
    private let length: Int

    /// - Parameter meter: in free time, each quarter is a group.
    public init(_ meter: Meter, ticksPerQuarter: Int) {
        guard let bar = meter.barTicks(ticksPerQuarter), bar > 0 else {
            starts = [0]
            length = max(1, ticksPerQuarter)
            return
        }
        length = bar
        let unit = 4 * ticksPerQuarter / meter.unit
        var starts: [Int] = []
        var start = 0
        for count in meter.beamGroups {
            starts.append(start)
            start += count * unit
        }
        self.starts = starts
    }

    /// Returns the index of the group at a position, counted from the start of the bar. Positions beyond the bar
    /// continue the pattern.
    ///
    /// - Parameter place: ticks from the start of the full bar, at least 0.
    public func group(at place: Int) -> Int {
        let (bar, rest) = (place / length, place % length)
        return bar * starts.count + (starts.lastIndex { $0 <= rest } ?? 0)
    }
}

extension Meter {
    /// The sizes of a bar's beam groups in units of the denominator: `[3, 3]` in 6/8, `[3, 2, 2]` in 7/8, `[2, 2]` in
    /// 4/4; empty in free time. Written groups (`2+3/8`) are kept.
    ///
    /// Source: Gould, Behind Bars, 2011, "Beaming according to the metre": eighths are beamed by the half bar in 4/4.
    public var beamGroups: [Int] {
        if groups.count > 1 { return groups }
        switch (beats, unit) {
        case (_, 8...) where isCompound: return Array(repeating: 3, count: beats / 3)
        case (...4, 8...): return isFree ? [] : [beats]
        case (_, 8...):
            // 5/8 as 3+2, 7/8 as 3+2+2, 8/8 as 3+3+2.
            let threes = beats % 2 == 1 ? 1 : 2
            return Array(repeating: 3, count: threes) + Array(repeating: 2, count: (beats - 3 * threes) / 2)
        case (4, 4): return [2, 2]
        default: return Array(repeating: 1, count: beats)
        }
    }
}
