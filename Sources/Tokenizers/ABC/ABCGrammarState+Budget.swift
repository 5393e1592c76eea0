import MuseProtocols

/// A state that finds the shortest ending from where it stands, and so keeps a tune within its token budget.
///
/// The shortest ending takes at each step the token that leads to the nearest place where the tune, or else the bar,
/// can end, with the longest notes that lead there. No step of it makes the rest longer, so a tune that can afford it
/// once always can.
protocol BudgetedState: GrammarState {
    /// An upper bound of the shortest ending's length after any token that may follow, found without searching for it.
    var costBound: Int { get }
    /// By how many tokens one token can make the shortest ending longer.
    var largestDetour: Int { get }
    /// The length of the shortest ending where it is known without a search.
    var knownRest: Int? { get }
    var ids: ABCTokenSets { get }

    /// The mask without regard to the token budget.
    func fill(_ mask: inout [Bool])
    /// The shortest ending's next token.
    func hastyToken(_ mask: [Bool]) -> TokenID?
    /// The state, with a mask that may leave out what no shortest ending has.
    var hasty: Self { get }
}

extension BudgetedState {
    /// Clears the tokens from which the tune cannot be ended in `tokensLeft` tokens.
    func keepAffordable(_ mask: inout [Bool], tokensLeft: Int) {
        guard tokensLeft <= costBound else { return }
        // A single token leads to the shortest ending, which fits.
        guard mask.lazy.filter({ $0 }).prefix(2).count > 1 else { return }
        if let cost = shortestEnding(limit: tokensLeft), cost + largestDetour < tokensLeft { return }
        ids.keep(&mask) { token in
            var after = self
            after.advance(token)
            return after.shortestEnding(limit: tokensLeft - 1) != nil
        }
    }

    /// The length of the shortest ending; nil where it is more than `limit`.
    func shortestEnding(limit: Int) -> Int? {
        var state = hasty
        var mask = ids.emptyMask
        var count = 0
        while !state.isEnded {
            if let rest = state.knownRest { return count + rest <= limit ? count + rest : nil }
            guard count < limit else { return nil }
            state.fill(&mask)
            guard let token = state.hastyToken(mask) else {
                preconditionFailure("a dead end in the grammar after \(count) tokens")
            }
            state.advance(token)
            count += 1
        }
        return count
    }
}

extension ABCGrammarState: BudgetedState {
    /// Tokens that close a bar by the shortest way, wherever in the bar.
    static let tokensPerBar = 14

    var costBound: Int {
        // Two endings of four bars each may be under way.
        var bars = 10
        if let sections = plan.sections?.value {
            for s in sections.dropFirst(section.index) { bars += s.bars + 5 }
        } else if let demanded = plan.bars?.value {
            bars += max(0, demanded.lowerBound - totalBars)
        }
        return bars * Self.tokensPerBar + 20 + tokensOfCopies
    }

    var knownRest: Int? { nil }

    var largestDetour: Int {
        // A detour in a bar comes again in each of its copies.
        10 * Self.tokensPerBar + 20 + 40 * copies(of: totalBars)
    }

    var hasty: ABCGrammarState {
        var state = self
        state.isHasty = true
        return state
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
        if isFree { return barLength ?? full }
        let ends = barEnds()
        let wanted = [ends.final, ends.repeatEnd, ends.plain, ends.double, ends.repeatBoth]
        return wanted.lazy.compactMap { $0 }.first { $0 > elapsed } ?? ends.last
    }
}
