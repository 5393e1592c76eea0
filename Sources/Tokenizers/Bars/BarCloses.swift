import MuseProtocols

/// The degrees on which a plan demands that bars close.
struct BarCloses: Sendable {
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
            if !mayEnd(afterBar: range.upperBound - 1) {
                throw PlanError("the last bar cannot close on two different notes", demand)
            }
        }
    }

    /// Whether the tune may end with a bar: not if the bar closes on other degrees than the tune.
    func mayEnd(afterBar bar: Int) -> Bool {
        guard let final, let close = bars[bar] else { return true }
        return !final.isDisjoint(with: close)
    }

    /// The degrees on which a bar closes; nil for any.
    ///
    /// - Parameter isFinal: whether the tune may end with the bar.
    func degrees(ofBar bar: Int, isFinal: Bool) -> Set<Int>? {
        guard isFinal, mayEnd(afterBar: bar), let final else { return bars[bar] }
        return bars[bar].map { $0.intersection(final) } ?? final
    }

    /// Whether a key has notes for all closes.
    ///
    /// - Parameter hasAny: whether the key has a note of any of some degrees.
    func isPossible(_ hasAny: (Set<Int>) -> Bool) -> Bool {
        bars.values.allSatisfy(hasAny) && (final.map(hasAny) ?? true)
    }

    /// - Parameter hasAny: whether an allowed key has a note of any of some degrees.
    /// - Throws: `PlanError` if no key has a note to close on.
    static func check(_ plan: Plan, _ hasAny: (Set<Int>) -> Bool) throws {
        guard let demand = plan.closes.first(where: { !hasAny($0.value.degrees) }) else { return }
        let words =
            plan.pitchLimit.map { "no note to close on is \($0.value), which \($0.origin) requires" }
            ?? "there is no note to close on"
        throw PlanError(words, demand)
    }
}
