import MuseProtocols

/// The degrees on which a plan demands that bars close.
struct ABCCloses: Sendable {
    /// By bar, from 0.
    private var bars: [Int: Set<Int>] = [:]
    /// Of the last bar of the tune.
    private var final: Set<Int>?

    /// - Throws: `PlanError` if a bar cannot close on any degree.
    init(_ plan: Plan) throws {
        let all = Set(1...7)
        for demand in plan.closes {
            let close = demand.value
            guard let numbers = close.bars else {
                final = (final ?? all).intersection(close.degrees)
                continue
            }
            for number in numbers { bars[number - 1] = (bars[number - 1] ?? all).intersection(close.degrees) }
        }
        guard let range = try plan.allowedBars() else { return }
        for demand in plan.closes {
            if let outside = demand.value.bars?.filter({ $0 > range.upperBound }).min() {
                throw PlanError("a tune of \(range.upperBound) bars has no bar \(outside)", demand)
            }
            if range.lowerBound == range.upperBound, let last = final, let close = bars[range.upperBound - 1],
                last.isDisjoint(with: close)
            {
                throw PlanError("the last bar cannot close on two different notes", demand)
            }
        }
    }

    /// The degrees on which a bar closes; nil for any.
    ///
    /// - Parameter isFinal: whether the tune may end with the bar.
    func degrees(ofBar bar: Int, isFinal: Bool) -> Set<Int>? {
        guard isFinal, let final else { return bars[bar] }
        return bars[bar].map { $0.intersection(final) } ?? final
    }

    /// - Throws: `PlanError` if no key has a note to close on.
    func check(_ plan: Plan, _ tables: [PitchTable]) throws {
        for demand in plan.closes where !tables.contains(where: { $0.hasAny(of: demand.value.degrees) }) {
            throw PlanError("the range has no note to close on", demand)
        }
    }

    /// Whether the key has notes for all closes.
    func isPossible(with table: PitchTable) -> Bool {
        (Array(bars.values) + (final.map { [$0] } ?? [])).allSatisfy { table.hasAny(of: $0) }
    }
}

extension PitchTable {
    func hasAny(of degrees: Set<Int>) -> Bool { degrees.contains { byDegree[$0] != nil } }
}
