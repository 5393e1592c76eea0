import MuseMusic
import MuseProtocols

/// A token of a meter: a common meter, or a sign of a meter that is spelled: `M:2 M:+ M:3 M:/8` is 2+3/8.
enum MeterToken: Equatable {
    /// An index into `GridVocabulary.meters`.
    case common(Int)
    case digit(Int)
    case plus
    /// The denominator, which ends the meter.
    case unit(Int)

    static let units = [1, 2, 4, 8, 16, 32, 64, 128]
    /// The signs of spelled meters, in the order of their tokens.
    static let signs: [MeterToken] =
        (0...9).map { .digit($0) } + [.plus] + units.map { .unit($0) }

    /// The name of a sign's token.
    var signName: String {
        switch self {
        case .digit(let digit): "M:\(digit)"
        case .plus: "M:+"
        case .unit(let unit): "M:/\(unit)"
        case .common(let index): preconditionFailure("the common meter \(index) is not a sign")
        }
    }
}

/// A meter whose tokens are being read.
struct MeterSpelling: Hashable, Sendable {
    /// The groups before the last plus.
    private(set) var groups: [Int] = []
    /// The number being read; 0 before its first digit.
    private(set) var number = 0

    /// The limits of `Meter.init(_:)`, which reads meters in ABC and in recipes.
    static let largestGroup = 128
    static let mostGroups = 16

    /// Reads a token, and ignores it if it cannot follow. Returns the meter that it completes.
    mutating func read(_ token: MeterToken, _ grid: GridVocabulary) -> GridMeter? {
        switch token {
        case .common(let index):
            self = MeterSpelling()
            return grid.meters[index]
        case .digit(let digit):
            if let longer = self.adding(digit) { self = longer }
        case .plus:
            if let longer = self.addingGroup { self = longer }
        case .unit(let unit):
            let meter = meter(over: unit, grid)
            self = MeterSpelling()
            return meter
        }
        return nil
    }

    /// nil if the number would be 0 or too large.
    func adding(_ digit: Int) -> MeterSpelling? {
        var result = self
        result.number = 10 * number + digit
        return (1...Self.largestGroup).contains(result.number) ? result : nil
    }

    /// nil if no group may follow.
    var addingGroup: MeterSpelling? {
        guard number > 0, groups.count + 1 < Self.mostGroups else { return nil }
        var result = self
        result.groups.append(number)
        result.number = 0
        return result
    }

    /// Whether the number is that of a meter that is sampled.
    var isUsual: Bool { groups.isEmpty ? number <= 16 : (2...4).contains(number) }

    /// Whether another group may follow in a meter that is sampled.
    var mayUsuallyAddGroup: Bool { (2...4).contains(number) && groups.count < 5 }

    /// The meter that a denominator completes; nil if there is no number before it, or bars are not whole steps.
    func meter(over unit: Int, _ grid: GridVocabulary) -> GridMeter? {
        guard number > 0 else { return nil }
        return GridMeter(Meter(groups + [number], over: unit), stepsPerQuarter: grid.stepsPerQuarter)
    }

    /// Like `meter(over:_:)`, but nil for common meters, which have tokens of their own.
    func spelledMeter(over unit: Int, _ grid: GridVocabulary) -> GridMeter? {
        if groups.isEmpty, grid.commonMeters.contains([number, unit]) { return nil }
        return meter(over: unit, grid)
    }

    /// The spelled meter with the shortest bar that a denominator can complete.
    ///
    /// - Parameter excluded: a meter that must not follow.
    func shortest(_ grid: GridVocabulary, excluding excluded: GridMeter?) -> GridMeter? {
        let steps = (groups.reduce(0, +) + number) * 4 * grid.stepsPerQuarter
        for unit in MeterToken.units.reversed() where steps % unit == 0 {
            if let meter = spelledMeter(over: unit, grid), meter.meter != excluded?.meter { return meter }
        }
        return nil
    }
}
