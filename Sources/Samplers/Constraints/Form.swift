package import MuseProtocols

/// The sections of a tune: how long each is, and how its repeat is written. `sections: [8, 8]` is the usual AABB of
/// folk tunes.
///
/// The lengths add up to the tune's number of bars.
package struct Form: Constraint {
    static let sections = Setting<[Int]>(
        "sections", kind: .list(of: .integer(1...256)), unit: "bars",
        "bars of each section as written, up to the end of its first ending")
    static let repeats = Setting<Plan.Section.Repeat>(
        "repeats", default: .either,
        "how each section is repeated: between signs, with first and second endings, either of the two, or not at all")
    package static let schema = Schema("form", "sets the sections of a tune and their repeats", [sections, repeats])

    private let demand: Plan.Demand<[Plan.Section]>

    package init(_ settings: Settings) throws {
        let lengths = try settings[Self.sections]
        let repeats = try settings[Self.repeats]
        guard !lengths.isEmpty else { throw settings.conflict("a tune has at least one section", about: Self.sections) }
        // No sum of at most 64 numbers of at most 256 overflows.
        let total = lengths.prefix(64).reduce(0, +)
        guard lengths.count <= 64, total <= BarCount.limit else {
            throw settings.conflict(
                "the sections have more than \(BarCount.limit) bars together", about: Self.sections)
        }
        demand = settings.demand(lengths.map { Plan.Section(bars: $0, repeats: repeats) })
    }

    package func constrain(_ plan: inout Plan) throws {
        if let earlier = plan.sections {
            plan.sections = try united(earlier)
        } else {
            plan.sections = demand
        }
        let total = demand.value.reduce(0) { $0 + $1.bars }
        try plan.require(bars: Plan.Demand(total...total, path: demand.path, mark: demand.mark))
    }

    /// Both forms at once: `either` gives way to whatever the other says.
    private func united(_ earlier: Plan.Demand<[Plan.Section]>) throws -> Plan.Demand<[Plan.Section]> {
        guard earlier.value.map(\.bars) == demand.value.map(\.bars) else {
            throw PlanError(
                "asks for \(inWords(demand.value)), but \(earlier.origin) asks for \(inWords(earlier.value))",
                demand)
        }
        var result = earlier
        for (i, section) in demand.value.enumerated() {
            let other = earlier.value[i].repeats
            switch (section.repeats, other) {
            case (let a, let b) where a == b: break
            case (.either, .signs), (.either, .endings): break
            case (.signs, .either), (.endings, .either): result.value[i].repeats = section.repeats
            default:
                throw PlanError(
                    "asks for repeats: \(section.repeats.rawValue), but \(earlier.origin) asks for \(other.rawValue)",
                    demand)
            }
        }
        return result
    }

    private func inWords(_ sections: [Plan.Section]) -> String {
        "sections of \(sections.map { String($0.bars) }.joined(separator: " + ")) bars"
    }
}
