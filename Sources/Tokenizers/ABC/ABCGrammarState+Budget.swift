import MuseProtocols

/// A state that can find the shortest ending of its tune, which keeps the tune within its token limit.
///
/// At each step the shortest ending takes the token that leads to the nearest possible end of the tune, or else of the
/// bar, using the longest possible notes. None of its steps makes the remainder longer. A tune that can afford the
/// shortest ending at one point can therefore afford it at every later point of that ending.
protocol BudgetedState: GrammarState {
    /// An upper bound, computed without a search, of the shortest ending's length after any legal next token.
    var costBound: Int { get }
    /// The largest number of tokens by which one token can lengthen the shortest ending.
    var largestDetour: Int { get }
    /// The length of the shortest ending if it is known without a search.
    var knownEndingLength: Int? { get }
    var ids: ABCTokenSets { get }

    /// Fills the mask, ignoring the token limit.
    func fill(_ mask: inout [Bool])
    /// The next token of the shortest ending.
    func shorteningToken(_ mask: [Bool]) -> TokenID?
    /// Clears all pitches but closing ones where a bar closes on demanded degrees.
    func keepClosingPitches(_ mask: inout [Bool])
    /// The same state for searching the shortest ending; its masks may omit tokens that no shortest ending contains.
    var shortening: Self { get }
}

extension BudgetedState {
    /// Clears the tokens after which the tune cannot end within `tokensLeft` tokens.
    func keepAffordable(_ mask: inout [Bool], tokensLeft: Int) {
        guard tokensLeft <= costBound else { return }
        // A single legal token is part of the shortest ending, which fits.
        guard mask.lazy.filter({ $0 }).prefix(2).count > 1 else { return }
        if let cost = shortestEnding(limit: tokensLeft), cost + largestDetour < tokensLeft { return }
        keepClosingPitches(&mask)
        ids.keep(&mask) { token in
            var after = self
            after.advance(token)
            return after.shortestEnding(limit: tokensLeft - 1) != nil
        }
    }

    /// The length of the shortest ending; nil if it exceeds `limit`.
    func shortestEnding(limit: Int) -> Int? {
        var state = shortening
        var mask = ids.emptyMask
        var count = 0
        while !state.isEnded {
            if let length = state.knownEndingLength { return count + length <= limit ? count + length : nil }
            guard count < limit else { return nil }
            state.fill(&mask)
            guard let token = state.shorteningToken(mask) else {
                preconditionFailure("a dead end in the grammar after \(count) tokens")
            }
            state.advance(token)
            count += 1
        }
        return count
    }
}

extension ABCGrammarState: BudgetedState {
    /// Upper bound of the tokens needed to close a bar from any position in it.
    var tokensPerBar: Int { grammar.tokensPerBar }

    var costBound: Int {
        // Up to two endings of four bars each may still be required.
        var bars = 10
        if let sections = plan.sections?.value {
            for s in sections.dropFirst(section.index) { bars += s.bars + 5 }
        } else if let demanded = plan.bars?.value {
            bars += max(0, demanded.lowerBound - totalBars)
        }
        return bars * tokensPerBar + 20 + tokensOfCopies
    }

    var knownEndingLength: Int? { nil }

    var largestDetour: Int {
        // A detour in a bar recurs in each copy of the bar.
        10 * tokensPerBar + 20 + 40 * copies(of: totalBars)
    }

    var shortening: ABCGrammarState {
        var state = self
        state.isShortening = true
        return state
    }

    func shorteningToken(_ mask: [Bool]) -> TokenID? {
        if case .pending = place, tuplet == nil {
            let room = shorteningEnd - elapsed
            let unitFits = unit <= room
            for (id, quarters) in ids.longestFirst where mask[Int(id)] && quarters * unit / 4 <= room {
                if quarters > 4 || !unitFits { return id }
                break
            }
        }
        return ids.shortening.first { mask[Int($0)] }
    }

    /// The tick at which the bar ends in the shortest ending.
    private var shorteningEnd: Int {
        if isFree { return barLength ?? full }
        let ends = barEnds()
        let candidates = [ends.final, ends.repeatEnd, ends.plain, ends.double, ends.repeatBoth]
        return candidates.lazy.compactMap { $0 }.first { $0 > elapsed } ?? ends.last
    }
}
