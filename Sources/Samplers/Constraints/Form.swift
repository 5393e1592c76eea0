package import MuseProtocols

/// The sections of a tune: the length of each, its repeat and its phrases. `sections: [8, 8]` is the usual AABB form of
/// folk tunes.
///
/// The lengths add up to the number of bars of the tune. `phrases: [abac, dedc]` divides each section into four phrases
/// of two bars; the third phrase of the first section repeats its first, and both sections have the same final phrase.
package struct Form: Constraint {
    static let sections = Setting<[Int]>(
        "sections", kind: .list(of: .integer(1...256)), unit: "bars",
        "length of each section as written, up to the end of its first ending")
    static let repeats = Setting<Plan.Section.Repeat>(
        "repeats", default: .either,
        "repeats; signs: repeat signs only; endings: first and second endings; either: one of these; none: no repeats")
    static let phrases = Setting<[String]>(
        "phrases", default: nil,
        "phrases of each section, one letter each, such as abac; phrases with the same letter have the same bars")
    static let variation = Setting<Double>(
        "variation", in: 0...1, default: 0, unit: "share of the notes of a bar",
        "how far a phrase that returns may differ from its first occurrence, in the pitches of its notes; 0: the bars are "
            + "the same")
    package static let schema = Schema(
        "form", "sets the sections of a tune, their repeats and their phrases", [sections, repeats, phrases, variation])

    private let demand: Plan.Demand<[Plan.Section]>

    package init(_ settings: Settings) throws {
        let lengths = try settings[Self.sections]
        let repeats = try settings[Self.repeats]
        guard !lengths.isEmpty else { throw settings.conflict("a tune has at least one section", about: Self.sections) }
        // A sum of at most 64 numbers up to 256 cannot overflow.
        let total = lengths.prefix(64).reduce(0, +)
        guard lengths.count <= 64, total <= BarCount.limit else {
            throw settings.conflict(
                "the sections have more than \(BarCount.limit) bars in total", about: Self.sections)
        }
        var sections = lengths.map { Plan.Section(bars: $0, repeats: repeats) }
        if let letters = try settings.optional(Self.phrases) {
            if let problem = Self.problem(in: letters, lengths) {
                throw settings.conflict(problem, about: Self.phrases)
            }
            let variation = try settings[Self.variation]
            for i in sections.indices {
                sections[i].phrases = Array(letters[i])
                sections[i].variation = variation
            }
        } else {
            try settings.refuse(Self.variation, unless: "`phrases`")
        }
        demand = settings.demand(sections)
    }

    /// Returns why the phrases do not fit the sections; nil if they do.
    private static func problem(in phrases: [String], _ lengths: [Int]) -> String? {
        guard phrases.count == lengths.count else {
            return "phrases of \(phrases.count) sections for \(lengths.count) sections"
        }
        var barsOfLetter: [Character: (bars: Int, isLast: Bool)] = [:]
        for (letters, bars) in zip(phrases, lengths) {
            guard !letters.isEmpty, bars % letters.count == 0 else {
                return "\(bars) bars cannot be divided evenly among the \(letters.count) phrases of '\(letters)'"
            }
            for (i, letter) in letters.enumerated() {
                let found = (bars: bars / letters.count, isLast: i == letters.count - 1)
                let first = barsOfLetter[letter] ?? found
                if first.bars != found.bars {
                    return "phrase '\(letter)' has \(first.bars) bars in one place and \(found.bars) in another"
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
            plan.sections = try merged(earlier)
        } else {
            plan.sections = demand
        }
        let total = demand.value.reduce(0) { $0 + $1.bars }
        try plan.require(bars: Plan.Demand(total...total, path: demand.path, mark: demand.mark))
    }

    /// Returns the intersection with an earlier demand; `either` yields to the other notation.
    private func merged(_ earlier: Plan.Demand<[Plan.Section]>) throws -> Plan.Demand<[Plan.Section]> {
        guard earlier.value.map(\.bars) == demand.value.map(\.bars) else {
            throw PlanError(
                "asks for \(describe(demand.value)), but \(earlier.origin) asks for \(describe(earlier.value))",
                demand)
        }
        var result = earlier
        if earlier.value.hasPhrases, demand.value.hasPhrases,
            earlier.value.map(\.phrases) != demand.value.map(\.phrases)
        {
            throw PlanError("asks for different phrases than \(earlier.origin)", demand)
        }
        for (i, section) in demand.value.enumerated() {
            let other = earlier.value[i].repeats
            if !section.phrases.isEmpty {
                result.value[i].phrases = section.phrases
                result.value[i].variation = min(
                    section.variation, earlier.value[i].phrases.isEmpty ? 1 : earlier.value[i].variation)
            }
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

    private func describe(_ sections: [Plan.Section]) -> String {
        "sections of \(sections.map { String($0.bars) }.joined(separator: " + ")) bars"
    }
}
