package import MuseMusic
package import MuseProtocols

extension SubwordTokenizer {
    package func grammar(for plan: Plan) throws -> any TokenGrammar {
        if let limit = plan.maxOrder {
            throw PlanError("copies cannot be limited in subwords, which hold several notes", limit)
        }
        if let automaton = plan.automata.first {
            throw PlanError("an automaton over tokens cannot be combined with subwords", automaton)
        }
        return grammar(try base.grammar(for: plan))
    }

    /// The grammar of tunes whose base tokens a grammar accepts.
    package func grammar(_ base: any TokenGrammar) -> any TokenGrammar { SubwordGrammar(base, tokens) }

    package func opening(of score: Score) throws -> Opening {
        let opening = try base.opening(of: score)
        // Free tokens are conditions, which are words by themselves, as is the token before them.
        let before = tokens.encoded(Array(opening.tokens[..<opening.freeAt]))
        let after = tokens.encoded(Array(opening.tokens[opening.freeAt...]))
        return Opening(before + after, free: opening.free, freeAt: before.count)
    }

    package func template(of score: Score, for plan: Plan) throws -> FillTemplate {
        let base = try base.template(of: score, for: plan)
        var result: [TokenID] = []
        var gaps: [Range<Int>] = []
        var next = 0
        for gap in base.gaps {
            guard tokens.split.isAlone[Int(base.tokens[gap.upperBound])] else {
                throw PromptError("in these tokens, an open bar can be merged with what follows it; use `split: bar`")
            }
            result += tokens.encoded(Array(base.tokens[next..<gap.lowerBound]))
            let content = tokens.encoded(Array(base.tokens[gap]))
            gaps.append(result.count..<result.count + content.count)
            result += content
            next = gap.upperBound
        }
        result += tokens.encoded(Array(base.tokens[next...]))
        return FillTemplate(
            tokens: result, gaps: gaps, grammar: SubwordGrammar(base.grammar, tokens),
            fillings: SubwordGrammar(base.fillings, tokens))
    }
}
