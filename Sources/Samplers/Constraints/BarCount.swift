package import MuseProtocols

/// The number of written bars of a tune, not counting pickups and endings after the first.
///
/// Several of these constraints combine to their intersection.
package struct BarCount: Constraint {
    static let limit = 1024
    static let count = Setting<Int>("count", in: 1...limit, default: nil, "exact number of bars")
    static let min = Setting<Int>("min", in: 1...limit, default: nil, "minimum number of bars")
    static let max = Setting<Int>("max", in: 1...limit, default: nil, "maximum number of bars")
    package static let schema = Schema("bars", "sets the number of written bars of a tune", [count, min, max])

    private let demand: Plan.Demand<ClosedRange<Int>>

    package init(_ settings: Settings) throws {
        let low = try settings.optional(Self.min)
        let high = try settings.optional(Self.max)
        if let count = try settings.optional(Self.count) {
            if low != nil { throw settings.conflict("'min' cannot be combined with 'count'", about: Self.min) }
            if high != nil { throw settings.conflict("'max' cannot be combined with 'count'", about: Self.max) }
            demand = settings.demand(count...count)
            return
        }
        guard low != nil || high != nil else {
            throw RecipeError(.missing(key: Self.count.info.name), path: settings.path, at: settings.node.mark)
        }
        guard low ?? 1 <= high ?? Self.limit else {
            throw settings.conflict("'max', \(high ?? 1), is less than 'min', \(low ?? 1)", about: Self.max)
        }
        demand = settings.demand((low ?? 1)...(high ?? Self.limit))
    }

    package func constrain(_ plan: inout Plan) throws { try plan.require(bars: demand) }
}

extension Plan {
    /// Adds a demand for a number of bars.
    ///
    /// - Throws: `PlanError` if no number meets all demands.
    mutating func require(bars demand: Demand<ClosedRange<Int>>) throws {
        guard let earlier = bars else {
            bars = demand
            return
        }
        let low = Swift.max(earlier.value.lowerBound, demand.value.lowerBound)
        let high = Swift.min(earlier.value.upperBound, demand.value.upperBound)
        guard low <= high else {
            throw PlanError(
                "asks for \(describe(demand.value)), but \(earlier.origin) asks for \(describe(earlier.value))", demand)
        }
        // A later message should name the narrower demand.
        if low...high != earlier.value { bars = Demand(low...high, path: demand.path, mark: demand.mark) }
    }

    private func describe(_ bars: ClosedRange<Int>) -> String {
        let (low, high) = (bars.lowerBound, bars.upperBound)
        if low == high { return low == 1 ? "1 bar" : "\(low) bars" }
        if high == BarCount.limit { return "at least \(low) bars" }
        return low == 1 ? "at most \(high) bars" : "\(low) to \(high) bars"
    }
}
