import MuseMusic
import MuseProtocols

/// The meter of a tune in a grammar: read before the first bar, and possibly changed at later bar lines.
struct MeterState: Hashable, Sendable {
    /// The meter in force; nil before the first is complete.
    private(set) var meter: GridMeter?
    private var spelling = MeterSpelling()
    /// The tokens read of an incomplete meter.
    private(set) var tokenCount = 0

    /// Whether a meter is incomplete.
    var isIncomplete: Bool { tokenCount > 0 }

    /// Returns whether the token completes a meter.
    mutating func advance(_ token: MeterToken, _ grid: GridVocabulary) -> Bool {
        tokenCount += 1
        guard let complete = spelling.read(token, grid) else { return false }
        meter = complete
        tokenCount = 0
        return true
    }

    /// Allows the tokens of meters that may follow.
    ///
    /// Each meter has one spelling, and the meter in force does not follow itself, nor 4/4 after C.
    ///
    /// Sampled meters are usual: one number up to 16, or up to six groups of 2 to 4. Models rarely spell others
    /// sensibly.
    ///
    /// - Parameter isInput: whether the music is given, and its meters may be unusual.
    /// - Parameter isAffordable: whether a tune can end within the limit after a number of tokens that complete a
    ///   meter.
    func allow(
        _ demand: MeterDemand, _ grid: GridVocabulary, _ mask: inout [Bool], isInput: Bool,
        isAffordable: (_ tokens: Int, _ meter: GridMeter) -> Bool
    ) {
        if case .one(let written) = demand {
            let id = written.ids[tokenCount]
            mask[Int(id)] = isAffordable(written.ids.count - tokenCount, written.meter)
            return
        }
        if !isIncomplete {
            for (i, next) in grid.meters.enumerated() where next.meter != meter?.meter {
                mask[Int(grid.id(ofMeter: i))] = isAffordable(1, next)
            }
        }
        guard grid.hasAllMeters else { return }
        for (i, sign) in MeterToken.signs.enumerated() {
            guard let (tokens, shortest) = shortest(after: sign, grid, isInput: isInput) else { continue }
            mask[Int(grid.id(ofSign: i))] = isAffordable(tokens, shortest)
        }
    }

    /// The meter with the shortest bar that can be completed after a sign, and the tokens up to its end; nil if the
    /// sign cannot follow.
    private func shortest(
        after sign: MeterToken, _ grid: GridVocabulary, isInput: Bool
    ) -> (tokens: Int, meter: GridMeter)? {
        switch sign {
        case .common: return nil
        case .digit(let digit):
            if !isIncomplete, digit > 0, let known = grid.shortestByDigit[digit - 1], known.meter != meter?.meter {
                return (2, known)
            }
            guard let next = spelling.adding(digit), isInput || next.isUsual else { return nil }
            return next.shortest(grid, excluding: meter).map { (2, $0) }
        case .plus:
            guard isInput || spelling.mayUsuallyAddGroup else { return nil }
            return spelling.addingGroup?.adding(isInput ? 1 : 2)?.shortest(grid, excluding: meter).map { (3, $0) }
        case .unit(let unit):
            guard let complete = spelling.spelledMeter(over: unit, grid), complete.meter != meter?.meter else {
                return nil
            }
            return (1, complete)
        }
    }
}

/// The meters that a plan allows.
enum MeterDemand: Sendable {
    /// All that have tokens.
    case any
    case one(GridVocabulary.WrittenMeter)

    /// Whether the meter may change within a tune.
    func allowsChanges(_ grid: GridVocabulary) -> Bool {
        if case .any = self { grid.hasAllMeters } else { false }
    }

    /// The smallest cost of a tune.
    ///
    /// - Parameter cost: the cost of a tune in a meter, given the number of tokens of the meter.
    func leastCost(_ grid: GridVocabulary, _ cost: (_ tokens: Int, _ meter: GridMeter) -> Int) -> Int {
        switch self {
        case .one(let written): return cost(written.ids.count, written.meter)
        case .any:
            let spelled = grid.shortestByDigit.compactMap { $0 }.map { cost(2, $0) }
            return (grid.meters.map { cost(1, $0) } + spelled).min() ?? 0
        }
    }
}

extension Plan {
    /// The meters that the plan allows.
    ///
    /// - Throws: `PlanError` if the required meter has no tokens.
    func meters(of grid: GridVocabulary) throws -> MeterDemand {
        guard let meter else { return .any }
        guard let written = grid.written(meter.value) else { throw PlanError(grid.missing(meter.value), meter) }
        return .one(written)
    }
}
