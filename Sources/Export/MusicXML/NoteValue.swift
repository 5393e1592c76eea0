/// The shape of a printed note: its type and number of dots.
struct NoteValue: Hashable {
    /// 0 is a maxima (eight wholes), 3 a whole, 5 a quarter, 6 an eighth.
    var level: Int
    var dots: Int

    static let names: [StaticString] = [
        "maxima", "long", "breve", "whole", "half", "quarter", "eighth", "16th", "32nd", "64th", "128th", "256th",
        "512th", "1024th",
    ]

    var name: StaticString { Self.names[level] }

    /// The number of beams or flags: 1 for an eighth.
    var beams: Int { max(0, level - 5) }
}

/// The printable lengths at a score's resolution.
struct NoteValues {
    private static let maximumDots = 2
    /// A note that would need more pieces than this is not printable.
    private static let maximumPieces = 12

    /// The printable lengths, longest first.
    private var descending: [(ticks: Int, value: NoteValue)] = []
    private var byTicks: [Int: NoteValue] = [:]

    /// Lengths that are not multiples of this cannot be expressed in the file.
    private let divisionTicks: Int

    init(ticksPerQuarter: Int, divisionTicks: Int) {
        self.divisionTicks = divisionTicks
        let (maxima, overflow) = ticksPerQuarter.multipliedReportingOverflow(by: 32)
        guard !overflow else { return }
        for level in NoteValue.names.indices {
            for dots in (0...Self.maximumDots).reversed() where maxima % (1 << (level + dots)) == 0 {
                let ticks = (maxima >> (level + dots)) * (1 << (dots + 1) - 1)
                guard ticks > 0 else { continue }
                descending.append((ticks, NoteValue(level: level, dots: dots)))
                byTicks[ticks] = NoteValue(level: level, dots: dots)
            }
        }
        descending.sort { $0.ticks > $1.ticks }
    }

    subscript(ticks: Int) -> NoteValue? { byTicks[ticks] }

    /// Returns the lengths of tied notes that add up to `ticks`, which is not printable as one note; nil if there are
    /// none.
    ///
    /// - Parameters:
    ///   - place: ticks from the start of the bar. The longest note comes first, or last if it then ends, but otherwise
    ///     would not start, at a multiple of its length.
    ///   - ratio: the ratio of the tuplet to which the notes belong.
    func pieces(_ ticks: Int, at place: Int, ratio: (actual: Int, normal: Int) = (1, 1)) -> [Int]? {
        var rest = ticks
        var result: [Int] = []
        for (length, _) in descending {
            while rest >= length {
                if result.count == Self.maximumPieces { return nil }
                result.append(length)
                rest -= length
            }
        }
        guard rest == 0, let longest = result.first,
            result.allSatisfy({ $0 * ratio.normal % (ratio.actual * divisionTicks) == 0 })
        else { return nil }
        if place % longest != 0, (place + ticks) % longest == 0 { result.reverse() }
        return result
    }

    /// Returns the tuplet that turns a printable length into `ticks`, for music that does not mark its tuplets.
    func tuplet(_ ticks: Int) -> (value: NoteValue, actual: Int, normal: Int)? {
        for (actual, normal) in [(3, 2), (5, 4), (7, 4), (9, 8), (11, 8), (13, 8), (15, 8)] {
            let (product, overflow) = ticks.multipliedReportingOverflow(by: actual)
            if !overflow, product % normal == 0, let value = self[product / normal] { return (value, actual, normal) }
        }
        return nil
    }
}
