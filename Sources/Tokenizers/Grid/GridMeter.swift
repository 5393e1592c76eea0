import MuseMusic

/// A meter on a grid of steps: where its bars and beats fall.
struct GridMeter: Hashable, Sendable {
    let meter: Meter
    let stepsPerBar: Int
    /// A dotted quarter in 6/8. Where that is no whole number of steps, 1.
    let stepsPerBeat: Int

    /// The token that marks the time at a step.
    enum Mark { case bar, beat, none }

    /// nil where a bar is no whole number of steps.
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

    /// How many bars and beats start before a step.
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

    /// The meter as a token names it: common and cut time by their signs.
    fileprivate var sign: String {
        switch meter.symbol {
        case .numeric: meter.description
        case .common: "C"
        case .cut: "C|"
        }
    }
}

extension [GridMeter] {
    /// The index of a meter with its sign: C and 4/4 differ, unless only one of them is present.
    func index(of meter: Meter) -> Int? {
        firstIndex { $0.meter == meter && $0.meter.symbol == meter.symbol } ?? firstIndex { $0.meter == meter }
    }

    /// The names of their tokens.
    var names: [String] { map { "M:\($0.sign)" } }
}
