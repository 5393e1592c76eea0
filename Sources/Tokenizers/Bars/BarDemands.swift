import MuseMusic
import MuseProtocols

/// The demands of a plan on the notes of each bar.
///
/// Those on each bar are combined in advance, so that a grammar's state needs only the number of the combination.
struct BarDemands: Sendable {
    /// The combinations; the first is free.
    private(set) var combined: [BarDemand] = [BarDemand()]
    /// The length of a bar in ticks; 0 if there are no demands.
    let barTicks: Int
    /// The combination of each bar by number from 0; later ones repeat the last `period`.
    private var numbered: [Int] = []
    private let period: Int

    var isEmpty: Bool { combined.count == 1 }

    /// The largest least common multiple of cycles of bars.
    private static let longestPeriod = 4096

    /// - Throws: `PlanError` for demands that no bar can meet.
    init(_ plan: Plan) throws {
        guard let first = plan.notes.first else {
            (barTicks, period) = (0, 1)
            return
        }
        guard let full = plan.meter?.value.barTicks(Score.notationTicksPerQuarter) else {
            throw PlanError("needs a meter: set `generate.condition.meter`", first)
        }
        barTicks = full
        try plan.checkBarNotes(barTicks: full)
        var highest = 0
        var length = 1
        for demand in plan.notes {
            switch demand.value.bars {
            case .numbers(let numbers): highest = max(highest, numbers.max() ?? 0)
            case .every(let cycle, _):
                length = length / greatestCommonDivisor(length, cycle) * cycle
                guard length <= Self.longestPeriod else {
                    throw PlanError("the bars repeat only after more than \(Self.longestPeriod) bars", demand)
                }
            }
        }
        period = length
        let demands = (1...highest + length).map { number in
            plan.notes.indices.filter { plan.notes[$0].value.bars.contains(number: number) }
        }
        var known: [[Int]: Int] = [[]: 0]
        for demands in demands {
            if known[demands] == nil {
                combined.append(try Self.combined(demands.map { plan.notes[$0] }))
                known[demands] = combined.count - 1
            }
            numbered.append(known[demands] ?? 0)
        }
    }

    /// The combination for the bar with a number from 0, without pickups and later endings; that of no demands for a
    /// pickup, which has no number.
    func combination(number: Int?) -> Int {
        guard !isEmpty, let number else { return 0 }
        if number < numbered.count { return numbered[number] }
        let first = numbered.count - period
        return numbered[first + (number - first) % period]
    }

    /// The numbers from 0 of the bars that stand for all that have demands.
    var numbers: Range<Int> { numbered.indices }

    /// Combines the demands on one bar.
    private static func combined(_ demands: [Plan.Demand<Plan.BarNotes>]) throws -> BarDemand {
        var result = BarDemand()
        for demand in demands {
            for start in demand.value.starts { result.add(start) }
            guard let rhythms = demand.value.rhythms else { continue }
            result.rhythms = result.rhythms.map { $0.filter { rhythms.contains($0) } } ?? rhythms
        }
        // Each two demands agree, but all together may still leave no rhythm.
        let positions = result.required
        result.rhythms = result.rhythms?.filter { rhythm in
            positions.allSatisfy { position in rhythm.contains { $0.onset == position } }
        }
        if let last = demands.last, result.rhythms?.isEmpty ?? false {
            let others = demands.dropLast().map(\.origin).joined(separator: " and ")
            throw PlanError("leaves no rhythm for a bar together with \(others)", last)
        }
        if let last = demands.last, (result.rhythms?.count ?? 0) > 64 {
            throw PlanError("a bar has at most 64 alternative rhythms", last)
        }
        return result
    }
}

extension Plan.BarNotes.Bars {
    /// Whether the bar with a number from 1 is one of them.
    func contains(number: Int) -> Bool {
        switch self {
        case .numbers(let numbers): numbers.contains(number)
        case .every(let length, let place): number % length == place % length
        }
    }
}
