import MuseMusic

/// A meter on a grid of steps.
struct GridMeter: Hashable, Sendable {
    let meter: Meter
    let stepsPerBar: Int
    /// The length of a beat, such as a dotted quarter in 6/8; 1 if that is not a whole number of steps.
    let stepsPerBeat: Int
    /// The first steps of the beats of an additive meter, whose groups are beats; empty if all beats have one length.
    private let groupStarts: [Int]

    /// The metrical position of a step: the first of a bar, the first of a beat, or neither.
    enum Mark { case bar, beat, none }

    /// nil if a bar is not a whole number of steps.
    init?(_ meter: Meter, stepsPerQuarter: Int) {
        let (steps, rest) = (meter.beats * 4 * stepsPerQuarter).quotientAndRemainder(dividingBy: meter.unit)
        guard steps > 0, rest == 0 else { return nil }
        self.meter = meter
        stepsPerBar = steps
        stepsPerBeat = max(1, 4 * stepsPerQuarter * (meter.isCompound ? 3 : 1) / meter.unit)
        var starts: [Int] = []
        var units = 0
        for group in meter.groups where meter.groups.count > 1 {
            let start = units * 4 * stepsPerQuarter / meter.unit
            if starts.last != start { starts.append(start) }
            units += group
        }
        groupStarts = starts
    }

    /// The mark of a step of a bar, from 0.
    func mark(at place: Int) -> Mark {
        if place % stepsPerBar == 0 { return .bar }
        let isBeat = groupStarts.isEmpty ? place % stepsPerBeat == 0 : groupStarts.contains(place)
        return isBeat ? .beat : .none
    }

    /// The number of bars and beats that start before a step of a bar; the start of the bar counts once.
    func marks(before place: Int) -> Int {
        groupStarts.isEmpty ? (place + stepsPerBeat - 1) / stepsPerBeat : groupStarts.count { $0 < place }
    }

    /// The number of steps from a step of a bar to the next beat.
    func stepsToBeat(from place: Int) -> Int {
        if groupStarts.isEmpty { return stepsPerBeat - place % stepsPerBeat }
        return (groupStarts.first { $0 > place } ?? stepsPerBar) - place
    }

    /// The common meters that fit a grid, in the order of their tokens.
    static func common(stepsPerQuarter: Int) -> [GridMeter] {
        commonMeters.compactMap { GridMeter($0, stepsPerQuarter: stepsPerQuarter) }
    }

    private static let commonMeters: [Meter] =
        [.common, .cut]
        + [
            (2, 4), (3, 4), (4, 4), (5, 4), (6, 4), (2, 2), (3, 2), (4, 2), (3, 8), (4, 8), (5, 8), (6, 8), (7, 8),
            (9, 8), (12, 8), (2, 8), (15, 8),
        ].map { Meter($0.0, $0.1) }

    /// The meter in its token's name. Common and cut time are written as `C` and `C|`.
    fileprivate var sign: String {
        switch meter.symbol {
        case .numeric: meter.description
        case .common: "C"
        case .cut: "C|"
        }
    }
}

extension [GridMeter] {
    /// The index of a meter. C and 4/4 are distinct, unless only one of them is present.
    func index(of meter: Meter) -> Int? {
        firstIndex { $0.meter == meter && $0.meter.symbol == meter.symbol } ?? firstIndex { $0.meter == meter }
    }

    /// The names of the meters' tokens.
    var names: [String] { map { "M:\($0.sign)" } }
}
