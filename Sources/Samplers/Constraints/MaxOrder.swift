package import MuseProtocols

/// The maximum number of consecutive notes that a tune copies from a tune of the corpus, in whatever key.
///
/// Source: Papadopoulos, Roy and Pachet, "Avoiding Plagiarism in Markov Sequence Generation", AAAI 2014.
package struct MaxOrder: Constraint {
    static let notes = Setting<Int>(
        "notes", in: 2...64, default: 12, unit: "notes",
        "maximum number of consecutive notes, with their rhythm, that are equal to a passage of the corpus in any key")
    package static let schema = Schema(
        "max_order", "limits the number of consecutive notes copied from the corpus",
        source: "Papadopoulos, Roy and Pachet 2014, AAAI", [notes])

    private let demand: Plan.Demand<Int>

    package init(_ settings: Settings) throws { demand = settings.demand(try settings[Self.notes]) }

    package func constrain(_ plan: inout Plan) throws {
        guard demand.value < plan.maxOrder?.value ?? .max else { return }
        plan.maxOrder = demand
    }
}
