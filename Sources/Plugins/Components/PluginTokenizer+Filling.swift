import MuseMusic
import MuseProtocols

extension PluginTokenizer {
    func barContents(_ tokens: ArraySlice<TokenID>) -> [Range<Int>] {
        canFill ? bars(tokens).filter { !$0.isEmpty } : []
    }

    func template(of score: Score, for plan: Plan) throws -> FillTemplate {
        guard canFill else { throw PromptError("these tokens have no open bars to fill") }
        if let sections = plan.sections, sections.value.hasPhrases {
            throw PlanError("phrases cannot be combined with filling for a plug-in's tokenizer", sections)
        }
        let tokens = try encode(score).tokens
        let gaps = try openBars(of: score, in: bars(tokens[...]))
        let automaton = try automaton(for: plan)
        func filling(only isFillingsOnly: Bool) throws -> TokenAutomaton {
            try automaton.filling(
                tokens, gaps: gaps, without: barEnds.union(conditions), isFillingsOnly: isFillingsOnly)
        }
        let whole = try filling(only: false)
        guard let shortest = whole.shortestTune else {
            throw PromptError("no tune that satisfies the constraints and conditions fills the open bars")
        }
        if let limit = plan.maxTokens, shortest > limit.value {
            throw PlanError("the shortest filled tune has \(shortest) tokens", limit)
        }
        return FillTemplate(tokens: tokens, gaps: gaps, grammar: whole, fillings: try filling(only: true))
    }

    /// The contents of all bars: without conditions before a bar, and without the token that ends it.
    private func bars(_ tokens: ArraySlice<TokenID>) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var start: Int?
        for (i, token) in zip(tokens.indices, tokens) {
            if barEnds.contains(token) || token == endToken && start != nil {
                result.append((start ?? i)..<i)
                start = nil
            } else if start == nil, !isCondition(token), token != endToken {
                start = i
            }
        }
        return result
    }

    /// The ranges of the bars that are open in a score.
    private func openBars(of score: Score, in bars: [Range<Int>]) throws -> [Range<Int>] {
        let onsets = Set(score.parts.flatMap(\.rests).filter(\.isOpen).map(\.onset))
        guard !onsets.isEmpty else { throw PromptError("no bar is written '?' in this tune") }
        let written = score.bars()
        guard bars.count == written.count else {
            throw PromptError("this tune has \(written.count) bars, but its tokens have \(bars.count)")
        }
        let open = written.indices.filter { onsets.contains(written[$0].start) }
        if let empty = open.first(where: { bars[$0].isEmpty }) {
            throw PromptError("the open bar \(empty + 1) has no tokens")
        }
        return open.map { bars[$0] }
    }
}
