import MuseMusic
package import MuseProtocols

/// The lowest and highest note of a tune, such as those of an instrument or a voice, or of some of its bars.
///
/// Several of these constraints combine to their intersection.
package struct PitchRange: Constraint {
    static let bars = Setting<[Int]>(
        "bars", kind: .list(of: .integer(1...BarCount.limit)), default: nil,
        "written bars that have this range, such as those of the second part; by default the whole tune")
    package static let schema = Schema(
        "range", "sets the lowest and highest note of a tune, or of some of its bars",
        [PitchSpan.low, PitchSpan.high, bars])

    private let demand: Plan.Demand<ClosedRange<Int>>
    /// nil for the whole tune.
    private let bars: Set<Int>?

    package init(_ settings: Settings) throws {
        demand = settings.demand(try PitchSpan.range(settings))
        bars = try settings.optional(Self.bars).map { Set($0) }
        if bars?.isEmpty ?? false { throw settings.conflict("no bar has this range", about: Self.bars) }
    }

    package func constrain(_ plan: inout Plan) throws {
        if let bars { return try constrain(bars, of: &plan) }
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

    /// Limits the notes that start anywhere in some bars.
    private func constrain(_ bars: Set<Int>, of plan: inout Plan) throws {
        let meter = try plan.requiredMeter(for: demand)
        let start = Plan.BarNotes.Start(
            positions: 0..<(meter.barTicks(Score.notationTicksPerQuarter) ?? 1), pitches: .midi(Set(demand.value)),
            isRequired: false, name: "the \(describe(demand.value))")
        let notes = Plan.BarNotes(bars: .numbers(bars), starts: [start])
        plan.notes.append(Plan.Demand(notes, path: demand.path, mark: demand.mark))
    }

    private func describe(_ range: ClosedRange<Int>) -> String {
        "notes from \(PitchNumber(midi: range.lowerBound).settingText) to \(PitchNumber(midi: range.upperBound).settingText)"
    }
}
