import MuseMusic
import MuseProtocols

/// The demands of a plan on the notes of each bar.
///
/// Demands on a bar's number and on its index are combined for all pairs in advance, so that a grammar's state needs
/// only the number of the combination.
struct BarDemands: Sendable {
    /// The combinations; the first is free.
    private(set) var combined: [BarDemand] = [BarDemand()]
    /// The length of a bar in ticks; 0 if there are no demands.
    let barTicks: Int
    /// The place in `pairs` of each bar by number from 0; later ones repeat the last `period`.
    private var numbered: [Int] = []
    private let period: Int
    private var indexed: [Int: Int] = [:]
    /// The combination for each pair of demands by number and demands by index.
    private var pairs: [[Int]] = [[0]]

    var isEmpty: Bool { combined.count == 1 }
    /// Whether demands depend on the index of a bar.
    var usesIndices: Bool { !indexed.isEmpty }

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
            case .indices: break
            }
        }
        period = length
        var byNumber =
            [[]]
            + (1...highest + length).map { number in
                plan.notes.indices.filter { plan.notes[$0].value.bars.contains(number: number) }
            }
        let indices = plan.notes.reduce(into: Set<Int>()) {
            if case .indices(let set) = $1.value.bars { $0.formUnion(set) }
        }
        var byIndex: [[Int]] = [[]]
        for index in indices.sorted() {
            let demands = plan.notes.indices.filter { i in
                if case .indices(let set) = plan.notes[i].value.bars { set.contains(index) } else { false }
            }
            indexed[index] = byIndex.firstIndex(of: demands) ?? byIndex.count
            if indexed[index] == byIndex.count { byIndex.append(demands) }
        }
        let all = byNumber
        byNumber = all.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        numbered = all.dropFirst().map { byNumber.firstIndex(of: $0) ?? 0 }
        var known: [[Int]: Int] = [[]: 0]
        pairs = try byNumber.map { byNumber in
            try byIndex.map { byIndex in
                let demands = (byNumber + byIndex).sorted()
                if let known = known[demands] { return known }
                combined.append(try Self.combined(demands.map { plan.notes[$0] }))
                known[demands] = combined.count - 1
                return combined.count - 1
            }
        }
    }

    /// The combination for a bar.
    ///
    /// - Parameters:
    ///   - number: from 0, without pickups and later endings; nil for a pickup.
    ///   - index: from 0, with pickups and later endings.
    func combination(number: Int?, index: Int) -> Int {
        if isEmpty { return 0 }
        return pairs[number.map { place(ofNumber: $0) } ?? 0][indexed[index] ?? 0]
    }

    /// The combinations for the bar with a number from 0, whatever its index.
    func combinations(ofNumber number: Int) -> [Int] { isEmpty ? [0] : pairs[place(ofNumber: number)] }

    /// The numbers from 0 of the bars that stand for all that have demands.
    var numbers: Range<Int> { numbered.indices }

    private func place(ofNumber number: Int) -> Int {
        if number < numbered.count { return numbered[number] }
        let first = numbered.count - period
        return numbered[first + (number - first) % period]
    }

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
        case .indices: false
        }
    }
}
