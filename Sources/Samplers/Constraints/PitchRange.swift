package import MuseProtocols

/// The lowest and highest note of a tune, such as those of an instrument or a voice.
///
/// Several of these constraints combine to their intersection.
package struct PitchRange: Constraint {
    package static let schema = Schema(
        "range", "sets the lowest and highest note of a tune", [PitchSpan.low, PitchSpan.high])

    private let demand: Plan.Demand<ClosedRange<Int>>

    package init(_ settings: Settings) throws {
        demand = settings.demand(try PitchSpan.range(settings))
    }

    package func constrain(_ plan: inout Plan) throws {
        if let earlier = plan.range {
            let low = Swift.max(earlier.value.lowerBound, demand.value.lowerBound)
            let high = Swift.min(earlier.value.upperBound, demand.value.upperBound)
            guard low <= high else {
                throw PlanError(
                    "asks for \(describe(demand.value)), but \(earlier.origin) asks for \(describe(earlier.value))",
                    demand)
            }
            if low...high != earlier.value {
                plan.range = Plan.Demand(low...high, path: demand.path, mark: demand.mark)
            }
        } else {
            plan.range = demand
        }
        try plan.requirePitch(because: demand)
    }

    private func describe(_ range: ClosedRange<Int>) -> String {
        "notes from \(PitchNumber(midi: range.lowerBound).settingText) to \(PitchNumber(midi: range.upperBound).settingText)"
    }
}
