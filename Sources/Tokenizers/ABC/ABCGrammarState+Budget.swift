import MuseProtocols

extension ABCGrammarState {
    /// A number of tokens that surely suffices to end the tune from here: bars still demanded, each with a few tokens.
    var costBound: Int {
        let tokensPerBar = 14
        var bars = 6
        if let sections = plan.sections?.value {
            for s in sections.dropFirst(section.index) { bars += s.bars + 5 }
        } else if let demanded = plan.bars?.value {
            bars += max(0, demanded.lowerBound - totalBars)
        }
        return bars * tokensPerBar + 20
    }

    /// Bars the tokens from which the tune could not be ended in `tokensLeft` tokens by the shortest way.
    func keepAffordable(_ mask: inout [Bool], _ tokensLeft: Int) {
        for i in mask.indices where mask[i] {
            var after = self
            after.advance(TokenID(i))
            mask[i] = after.shortestCompletion(limit: tokensLeft - 1) != nil
        }
    }

    /// How many tokens end the tune from here when each step takes the token that leads there fastest: the end, a
    /// section's end, a bar's end, the longest note. nil where that takes more than `limit`.
    ///
    /// Following it step by step never lengthens it, so a tune that can afford it once always can.
    func shortestCompletion(limit: Int) -> Int? {
        var state = self
        var mask = [Bool](repeating: false, count: grammar.vocabulary.vocabulary.count)
        var count = 0
        while !state.isEnded {
            guard count < limit else { return nil }
            state.fill(&mask)
            guard let token = ids.hasty.first(where: { mask[Int($0)] }) else {
                preconditionFailure("a dead end in the grammar after \(count) tokens: \(state.place)")
            }
            state.advance(token)
            count += 1
        }
        return count
    }
}
