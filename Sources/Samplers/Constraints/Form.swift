package import MuseProtocols

/// The sections of a tune: how long each is, and how its repeat is written. `sections: [8, 8]` is the usual AABB of
/// folk tunes.
///
/// The lengths add up to the tune's number of bars. `phrases: [abac, dedc]` says how each section is built: four
/// phrases of two bars, of which the third is the first again, and both sections close in the same way.
package struct Form: Constraint {
    static let sections = Setting<[Int]>(
        "sections", kind: .list(of: .integer(1...256)), unit: "bars",
        "bars of each section as written, up to the end of its first ending")
    static let repeats = Setting<Plan.Section.Repeat>(
        "repeats", default: .either,
        "repeats of each section: signs, first and second endings, either of the two, or none")
    static let phrases = Setting<[String]>(
        "phrases", default: nil,
        "phrases of each section, one letter each, such as abac; a repeated letter repeats the bars")
    package static let schema = Schema(
        "form", "sets the sections of a tune, their repeats and their phrases", [sections, repeats, phrases])

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
        var sections = lengths.map { Plan.Section(bars: $0, repeats: repeats) }
        if let letters = try settings.optional(Self.phrases) {
            if let mistake = Self.mistake(in: letters, lengths) {
                throw settings.conflict(mistake, about: Self.phrases)
            }
            for i in sections.indices { sections[i].phrases = Array(letters[i]) }
        }
        demand = settings.demand(sections)
    }

    /// Why the letters do not fit the sections; nil where they do.
    private static func mistake(in phrases: [String], _ lengths: [Int]) -> String? {
        guard phrases.count == lengths.count else {
            return "there are \(lengths.count) sections, and phrases of \(phrases.count)"
        }
        var barsOfLetter: [Character: (bars: Int, isLast: Bool)] = [:]
        for (letters, bars) in zip(phrases, lengths) {
            guard !letters.isEmpty, bars % letters.count == 0 else {
                return "\(bars) bars cannot be shared out among the \(letters.count) phrases of '\(letters)'"
            }
            for (i, letter) in letters.enumerated() {
                let found = (bars: bars / letters.count, isLast: i == letters.count - 1)
                let first = barsOfLetter[letter] ?? found
                if first.bars != found.bars {
                    return "phrase '\(letter)' has \(first.bars) bars at first and \(found.bars) later"
                }
                if first.isLast != found.isLast {
                    return "phrase '\(letter)' ends a section in one place and not in another"
                }
                barsOfLetter[letter] = first
            }
        }
        return nil
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

    /// The intersection of both: `either` yields to the other.
    private func united(_ earlier: Plan.Demand<[Plan.Section]>) throws -> Plan.Demand<[Plan.Section]> {
        guard earlier.value.map(\.bars) == demand.value.map(\.bars) else {
            throw PlanError(
                "asks for \(inWords(demand.value)), but \(earlier.origin) asks for \(inWords(earlier.value))",
                demand)
        }
        var result = earlier
        if earlier.value.contains(where: { !$0.phrases.isEmpty }),
            demand.value.contains(where: { !$0.phrases.isEmpty }),
            earlier.value.map(\.phrases) != demand.value.map(\.phrases)
        {
            throw PlanError("asks for other phrases than \(earlier.origin)", demand)
        }
        for (i, section) in demand.value.enumerated() {
            let other = earlier.value[i].repeats
            if !section.phrases.isEmpty { result.value[i].phrases = section.phrases }
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
