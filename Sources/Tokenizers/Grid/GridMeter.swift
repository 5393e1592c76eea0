import MuseMusic

/// A meter on a grid of steps.
struct GridMeter: Hashable, Sendable {
    let meter: Meter
    let stepsPerBar: Int
    /// The length of a beat, such as a dotted quarter in 6/8; 1 if that is not a whole number of steps.
    let stepsPerBeat: Int

    /// The metrical position of a step: the first of a bar, the first of a beat, or neither.
    enum Mark { case bar, beat, none }

    /// nil if a bar is not a whole number of steps.
    init?(_ meter: Meter, stepsPerQuarter: Int) {
        let (steps, rest) = (meter.beats * 4 * stepsPerQuarter).quotientAndRemainder(dividingBy: meter.unit)
        guard steps > 0, rest == 0 else { return nil }
        self.meter = meter
        stepsPerBar = steps
        stepsPerBeat = max(1, 4 * stepsPerQuarter * (meter.isCompound ? 3 : 1) / meter.unit)
    }

    func mark(at step: Int) -> Mark {
        let place = step % stepsPerBar
        return place == 0 ? .bar : place % stepsPerBeat == 0 ? .beat : .none
    }

    /// The number of bars and beats that start before a step; the start of a bar counts once.
    func marks(before step: Int) -> Int {
        let (bars, rest) = step.quotientAndRemainder(dividingBy: stepsPerBar)
        let perBar = (stepsPerBar + stepsPerBeat - 1) / stepsPerBeat
        return bars * perBar + (rest + stepsPerBeat - 1) / stepsPerBeat
    }

    /// All meters that fit a grid, in the order of their tokens.
    static func all(stepsPerQuarter: Int) -> [GridMeter] {
        known.compactMap { GridMeter($0, stepsPerQuarter: stepsPerQuarter) }
    }

    private static let known: [Meter] =
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
