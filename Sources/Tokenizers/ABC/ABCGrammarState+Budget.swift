import MuseProtocols

extension ABCGrammarState {
    /// A number of tokens that surely suffices to end the tune from here: bars still demanded, each with a few tokens.
    var costBound: Int {
        // A bar that has to repeat another takes as many as that one did.
        let tokensPerBar = phrases == nil ? 14 : 40
        // Two endings of four bars each may be under way.
        var bars = 10
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

    /// How many tokens end the tune from here by the hasty way: each step goes for the nearest place where the tune, or
    /// else the bar, can end, with the longest notes that lead there. nil where that takes more than `limit`.
    ///
    /// Following it step by step never lengthens it, so a tune that can afford it once always can.
    func shortestCompletion(limit: Int) -> Int? {
        var state = self
        var mask = [Bool](repeating: false, count: grammar.vocabulary.vocabulary.count)
        var count = 0
        while !state.isEnded {
            guard count < limit else { return nil }
            state.fill(&mask)
            guard let token = state.hastyToken(mask) else {
                preconditionFailure("a dead end in the grammar after \(count) tokens: \(state.place)")
            }
            state.advance(token)
            count += 1
        }
        return count
    }

    func hastyToken(_ mask: [Bool]) -> TokenID? {
        if case .pending = place, tuplet == nil {
            let room = hastyEnd - elapsed
            let unitFits = unit <= room
            for (id, quarters) in ids.longestFirst where mask[Int(id)] && quarters * unit / 4 <= room {
                if quarters > 4 || !unitFits { return id }
                break
            }
        }
        return ids.hasty.first { mask[Int($0)] }
    }

    /// The tick at which the bar should end when the tune is to end soon.
    private var hastyEnd: Int {
        if isFree { return full }
        let ends = barEnds()
        let wanted = [ends.final, ends.repeatEnd, ends.plain, ends.double, ends.repeatBoth]
        return wanted.lazy.compactMap { $0 }.first { $0 > elapsed } ?? ends.last
    }
}
