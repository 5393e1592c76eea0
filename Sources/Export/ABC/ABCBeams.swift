import MuseMusic

/// Which notes of a bar are joined: those shorter than a quarter, within a beat or what a meter counts as one.
struct ABCBeams {
    private enum Grouping {
        case every(Int)
        /// Halves of a bar where they hold eighths alone, else quarters.
        case halves(Int)
        /// Ends of the groups of a bar.
        case ends([Int])
    }

    private let grouping: Grouping
    private let quarter: Int
    /// A bar's length; nil in free time.
    let barTicks: Int?
    /// A beat of three units; nil in meters that have none.
    let compoundBeat: Int?

    init(_ meter: Meter?, ticksPerQuarter: Int) {
        quarter = ticksPerQuarter
        guard let meter, !meter.isFree, meter.unit > 0 else {
            grouping = .every(quarter)
            barTicks = nil
            compoundBeat = nil
            return
        }
        barTicks = meter.barTicks(quarter)
        let unit = max(1, 4 * quarter / meter.unit)
        compoundBeat = meter.isCompound ? 3 * unit : nil
        switch (meter.unit, meter.groups.count, meter.beats) {
        case (8..., 2..., _): grouping = .ends(Self.ends(of: meter.groups, unit))
        case (8..., _, _) where meter.isCompound: grouping = .every(3 * unit)
        case (8..., _, 3): grouping = .every(3 * unit)
        // Unequal beats are mostly counted with the long one first.
        case (8..., _, let beats) where beats % 2 == 1 && beats > 3 && beats < 128:
            grouping = .ends(Self.ends(of: [3] + Array(repeating: 2, count: (beats - 3) / 2), unit))
        case (4, _, 4), (2, _, _): grouping = .halves(2 * quarter)
        default: grouping = .every(quarter)
        }
    }

    /// The number of the group that a place in the bar belongs to; items of the same group may be joined.
    ///
    /// - Parameters:
    ///   - position: ticks from the start of the (whole) bar.
    ///   - hasShort: whether the half bar from one tick to another holds anything but eighths and longer notes.
    func group(_ position: Int, hasShort: (Int, Int) -> Bool) -> Int {
        switch grouping {
        case .every(let ticks): return position / max(1, ticks)
        case .ends(let ends): return ends.firstIndex { position < $0 } ?? ends.count
        case .halves(let ticks):
            let half = position / max(1, ticks)
            guard hasShort(half * ticks, (half + 1) * ticks) else { return 2 * half }
            return position / max(1, quarter)
        }
    }

    private static func ends(of groups: [Int], _ unit: Int) -> [Int] {
        var end = 0
        return groups.map { group in
            end += group * unit
            return end
        }
    }
}
