import MuseMusic
import MuseProtocols

/// The form of one tune: its written sections, and the phrases of each.
struct FormPlan: Sendable {
    /// A phrase at a place in the tune.
    struct Phrase: Hashable, Sendable {
        let letter: Character
        /// May differ from the number of bars in the grammar if the recipe demands other sections.
        let bars: Int
    }

    struct Section: Sendable {
        var phrases: [Phrase]
        var repeats: Plan.Section.Repeat

        var bars: Int { phrases.reduce(0) { $0 + $1.bars } }
        /// The number of bars as played.
        var playedBars: Int { repeats == .none ? bars : 2 * bars }
    }

    private(set) var sections: [Section]

    /// - Parameter hasRepeats: whether the tokens have repeat signs; otherwise bars are counted as played.
    init(_ grammar: TuneGrammar, _ plan: Plan, hasRepeats: Bool, _ random: inout RandomSource) {
        var drawn: [Character: [Phrase]] = [:]
        for (letter, rule) in grammar.sections.sorted(by: { $0.key < $1.key }) {
            drawn[letter] = rule.draw(&random).map { Phrase(letter: $0, bars: grammar.rule($0).bars) }
        }
        let form = grammar.writtenForm
        sections = form.map { Section(phrases: drawn[$0.letter] ?? [], repeats: $0.count > 1 ? .signs : .none) }
        if let demanded = plan.sections?.value {
            sections = demanded.enumerated().map { i, demand in
                Self.section(demand, drawn[form[i % form.count].letter] ?? [])
            }
        } else if let bars = plan.bars?.value {
            fit(to: bars, hasRepeats: hasRepeats)
        }
    }

    private static func section(_ demand: Plan.Section, _ phrases: [Phrase]) -> Section {
        let repeats = demand.repeats == .either ? Plan.Section.Repeat.signs : demand.repeats
        guard !demand.phrases.isEmpty else {
            return Section(phrases: phrases.fitted(to: demand.bars), repeats: repeats)
        }
        let length = max(1, demand.bars / demand.phrases.count)
        return Section(phrases: demand.phrases.map { Phrase(letter: $0, bars: length) }, repeats: repeats)
    }

    /// Leaves out repeats or bars, or adds bars, until the number of bars is in a range.
    private mutating func fit(to range: ClosedRange<Int>, hasRepeats: Bool) {
        func count() -> Int { sections.reduce(0) { $0 + (hasRepeats ? $1.bars : $1.playedBars) } }
        if range.contains(count()) { return }
        if !hasRepeats { for i in sections.indices { sections[i].repeats = .none } }
        if range.contains(count()) { return }
        let bars = max(1, count() < range.lowerBound ? range.lowerBound : range.upperBound)
        let phrases = bars < (sections.first?.bars ?? 0) ? sections[0].phrases : sections.flatMap(\.phrases)
        sections = [Section(phrases: phrases.fitted(to: bars), repeats: .none)]
    }
}

extension [FormPlan.Phrase] {
    /// The phrases with a total of `count` bars: the last one stays at the end, the others are repeated or left out.
    fileprivate func fitted(to count: Int) -> [FormPlan.Phrase] {
        guard reduce(0, { $0 + $1.bars }) != count, let last else { return self }
        var result: [FormPlan.Phrase] = []
        var rest = count - Swift.min(count, last.bars)
        var next = 0
        let before = self.count > 1 ? self.dropLast() : self[...]
        while rest > 0 {
            let phrase = before[before.startIndex + next % before.count]
            result.append(FormPlan.Phrase(letter: phrase.letter, bars: Swift.min(rest, phrase.bars)))
            rest -= result[result.count - 1].bars
            next += 1
        }
        return result + [FormPlan.Phrase(letter: last.letter, bars: Swift.min(count, last.bars))]
    }
}
