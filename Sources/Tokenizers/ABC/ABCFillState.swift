import MuseProtocols

/// The state of one tune in the grammar of a template: the position in the template, and the state of the whole tune.
struct ABCFillState: BudgetedState {
    private let grammar: ABCFillGrammar
    var base: ABCGrammarState
    /// Index of the template's next token; in an open bar, the start of its placeholder.
    private(set) var next = 0
    private var gap = 0
    private(set) var isAtGapStart = false

    init(_ grammar: ABCFillGrammar) {
        self.grammar = grammar
        base = ABCGrammarState(grammar.base)
        base.phrases?.given = grammar.givenBars
        base.isGiven = true
        if grammar.isFillingsOnly { skipGiven() }
    }

    var ids: ABCTokenSets { base.ids }
    var isEnded: Bool { base.isEnded }
    var isInGap: Bool { gap < grammar.openBars.count && next == grammar.openBars[gap].tokens.lowerBound }

    func allowed(_ mask: inout [Bool], tokensLeft: Int) {
        fill(&mask)
        keepAffordable(&mask, tokensLeft: tokensLeft)
    }

    func fill(_ mask: inout [Bool]) {
        guard isInGap else {
            // The initializer already checked that the given tokens can follow the shortest fillings.
            let isKnown = base.isShortening && !grammar.endingLengths.isEmpty
            if !isKnown { base.fill(&mask) }
            let isAllowed = next < grammar.tokens.count && (isKnown || mask[Int(grammar.tokens[next])])
            mask.clear()
            if isAllowed { mask[Int(grammar.tokens[next])] = true }
            return
        }
        base.fillIgnoringPhrases(&mask)
        let closing = grammar.tokens[grammar.openBars[gap].tokens.upperBound]
        if base.isShortening, !base.isCopy {
            // The shortest filling has no ties, so the check is not needed.
            for token in ids.forms where token != closing { mask[Int(token)] = false }
            return
        }
        if base.isCopy {
            // Usually the next token of the repeated bar fits, and no other needs to be tried.
            var copied = mask
            base.keepPhrase(&copied)
            keepFollowed(&copied, closing)
            if copied.contains(true) {
                mask = copied
                return
            }
        }
        keepFollowed(&mask, closing)
    }

    /// Clears the tokens that the given tokens after the open bar cannot follow.
    private func keepFollowed(_ mask: inout [Bool], _ closing: TokenID) {
        var scratch = ids.emptyMask
        ids.keep(&mask) { token in
            if ids.isForm[Int(token)] { return token == closing && isFollowed(base, &scratch) }
            // A tie may fit the bar although the given note after it has another pitch.
            var after = base
            after.advance(token)
            after.fillIgnoringPhrases(&scratch)
            return !scratch[Int(closing)] || isFollowed(after, &scratch)
        }
    }

    /// Whether the given tokens up to the next open bar can follow the token that closes this bar, itself legal.
    private func isFollowed(_ state: ABCGrammarState, _ mask: inout [Bool]) -> Bool {
        var state = state
        state.isGiven = true
        let closing = grammar.openBars[gap].tokens.upperBound
        let end = gap + 1 < grammar.openBars.count ? grammar.openBars[gap + 1].tokens.lowerBound : grammar.tokens.count
        state.advance(grammar.tokens[closing])
        for token in grammar.tokens[closing + 1..<end] {
            state.fill(&mask)
            guard mask[Int(token)] else { return false }
            state.advance(token)
        }
        return true
    }

    mutating func advance(_ token: TokenID) {
        base.advance(token)
        isAtGapStart = false
        if isInGap {
            guard token == grammar.tokens[grammar.openBars[gap].tokens.upperBound] else { return }
            next = grammar.openBars[gap].tokens.upperBound
            gap += 1
        }
        next += 1
        enterGap()
        if grammar.isFillingsOnly { skipGiven() }
    }

    /// Skips the given tokens up to the next open bar.
    private mutating func skipGiven() {
        while !isInGap, next < grammar.tokens.count {
            base.advance(grammar.tokens[next])
            next += 1
            enterGap()
        }
    }

    private mutating func enterGap() {
        base.isGiven = !isInGap
        guard isInGap else { return }
        base.barLength = grammar.openBars[gap].ticks
        base.startBar()
        isAtGapStart = true
    }

    static func == (a: Self, b: Self) -> Bool {
        a.next == b.next && a.gap == b.gap && a.isAtGapStart == b.isAtGapStart && a.base == b.base
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(next)
        base.hash(into: &hasher)
    }

    // MARK: Token budget

    var costBound: Int {
        let closings = grammar.openBars.count - gap
        let given =
            grammar.isFillingsOnly
            ? closings
            : grammar.tokens.count - next
                - grammar.openBars[gap...].reduce(0) { $0 + $1.tokens.count }
        return given + closings * base.tokensPerBar + base.tokensOfCopies + largestDetour
    }

    var knownEndingLength: Int? {
        if gap == grammar.openBars.count { return grammar.isFillingsOnly ? 0 : grammar.tokens.count - next }
        // Bars that repeat others are as long as these, and the second note of a tie may need an accidental.
        let isPrecomputed = isAtGapStart && base.phrases == nil && base.tie == nil
        return isPrecomputed && !grammar.endingLengths.isEmpty ? grammar.endingLengths[gap] : nil
    }

    var largestDetour: Int { base.largestDetour }

    func keepClosingPitches(_ mask: inout [Bool]) { base.keepClosingPitches(&mask) }

    var shortening: ABCFillState {
        var state = self
        state.base.isShortening = true
        return state
    }

    func shorteningToken(_ mask: [Bool]) -> TokenID? { base.shorteningToken(mask) }
}
