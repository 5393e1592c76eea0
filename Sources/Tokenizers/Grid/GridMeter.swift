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
        MelodyVocabulary.allMeters.compactMap { GridMeter($0, stepsPerQuarter: stepsPerQuarter) }
    }
}

extension [GridMeter] {
    /// The index of a meter with its sign: C and 4/4 differ, unless only one of them is present.
    func index(of meter: Meter) -> Int? {
        firstIndex { $0.meter == meter && $0.meter.symbol == meter.symbol } ?? firstIndex { $0.meter == meter }
    }

    /// The names of their tokens.
    var names: [String] { map { "M:\(MelodyVocabulary.sign(of: $0.meter))" } }
}
