import MuseMusic
import MuseProtocols

extension EventOptions {
    static func range(_ settings: Settings, _ setting: Setting<[Int]>) throws -> ClosedRange<Int> {
        let values = try settings[setting]
        guard values.count == 2, values[0] < values[1] else {
            throw settings.conflict("expected the lowest and the highest pitch", about: setting)
        }
        return values[0]...values[1]
    }

    static func checkAdjoining(
        _ resolutions: [BeatResolution], _ settings: Settings, _ setting: Setting<[BeatResolution]>
    ) throws {
        var next = 0
        for resolution in resolutions {
            guard resolution.range.lowerBound == next else {
                let text = resolution.settingText
                throw settings.conflict(
                    "\(text) starts at beat \(resolution.range.lowerBound), not \(next)", about: setting)
            }
            next = resolution.range.upperBound
        }
    }

    /// Ascending, with drums at the end.
    static func ordered(_ programs: [Int]) -> [Int] {
        let distinct = Set(programs)
        return distinct.filter { $0 >= 0 }.sorted() + (distinct.contains(-1) ? [-1] : [])
    }

    static func meters(_ settings: Settings) throws -> [MeterOption] {
        var result: [MeterOption] = []
        for meter in try settings[S.meters] {
            guard !meter.isFree, meter.groups.count == 1 else {
                throw settings.conflict("\(meter) has no token; expected a meter such as 6/8", about: S.meters)
            }
            let option = MeterOption(beats: meter.beats, unit: meter.unit)
            if !result.contains(option) { result.append(option) }
        }
        guard result.contains(where: { $0.unit == 4 }) else {
            throw settings.conflict("none of the meters is in quarters", about: S.meters)
        }
        return result
    }

    static func tempos(_ settings: Settings) throws -> [Double] {
        let range = try settings[S.tempoRange]
        guard range.count == 2, range[0] < range[1] else {
            throw settings.conflict("expected the slowest and the fastest tempo", about: S.tempoRange)
        }
        let count = try settings[S.numTempos]
        let isLogarithmic = try settings[S.logTempos]
        return (0..<count).map { i in
            let share = Double(i) / Double(count - 1)
            if i == count - 1 { return twoDecimals(range[1]) }
            // The product of step and index, as evenly spaced values are computed elsewhere, not of share and span.
            let linear = range[0] + Double(i) * ((range[1] - range[0]) / Double(count - 1))
            return twoDecimals(isLogarithmic ? geometric(range[0], range[1], share) : linear)
        }
    }

    /// `low (high / low)^share`, by 60 halvings of the exponent's interval: no system function, whose last bit differs
    /// between machines.
    private static func geometric(_ low: Double, _ high: Double, _ share: Double) -> Double {
        var (left, right) = (low, high)
        var (from, to) = (0.0, 1.0)
        for _ in 0..<60 {
            let middle = (left * right).squareRoot()
            if share < (from + to) / 2 {
                (right, to) = (middle, (from + to) / 2)
            } else {
                (left, from) = (middle, (from + to) / 2)
            }
        }
        return left
    }

    private static func twoDecimals(_ value: Double) -> Double { (value * 100).rounded(.toNearestOrEven) / 100 }

    static func bends(_ settings: Settings) throws -> [Int] {
        let values = try settings[S.bendRange]
        guard values.count == 3, values[0] < values[1], (2...16_384).contains(values[2]),
            values[2] <= values[1] - values[0] + 1
        else {
            throw settings.conflict("expected the lowest and highest bend and the number of values", about: S.bendRange)
        }
        return evenly(values[0], values[1], values[2])
    }

    /// Evenly spaced whole numbers, rounded down.
    static func evenly(_ low: Int, _ high: Int, _ count: Int) -> [Int] {
        (0..<count).map { i in
            // As doubles, because a step may not be exact.
            let step = Double(high - low) / Double(count - 1)
            return i == count - 1 ? high : Int((Double(low) + Double(i) * step).rounded(.down))
        }
    }
}

extension [Int] {
    /// The index of the value nearest to another in an ascending list; the higher of two.
    ///
    /// - Precondition: the list is not empty.
    func index(nearest value: Int) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        if low == count { return count - 1 }
        return low > 0 && value - self[low - 1] < self[low] - value ? low - 1 : low
    }
}
