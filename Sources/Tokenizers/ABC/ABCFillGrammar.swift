import MuseProtocols

/// A bar that a template leaves open.
struct OpenBar: Sendable {
    /// The range of its placeholder in the template's tokens. The token after the range closes the bar.
    var tokens: Range<Int>
    /// Length in ticks, 10 080 per quarter note.
    var ticks: Int
}

/// The grammar of tunes that fill a template in `abc` tokens. Given tokens are kept, and each open bar has exactly the
/// length that the template sets.
///
/// Exact lengths make the form after an open bar independent of the bar's content. For example, a first bar cannot
/// become a pickup, which would shorten the given last bars of all sections. Only a tie into the next bar still
/// depends on the content. Each token that could be the last of an open bar is therefore checked against the given
/// tokens up to the next open bar. Bars that repeat a given bar under the plan's phrases copy its tokens, whichever of
/// the two comes first.
struct ABCFillGrammar: TokenGrammar {
    fileprivate let whole: ABCGrammar
    fileprivate let tokens: [TokenID]
    fileprivate let openBars: [OpenBar]
    /// Whether only the fillings are generated, each with the token that closes its bar.
    fileprivate private(set) var isFillingsAlone: Bool
    /// The tokens of each bar that is given or repeats a given bar, by bar number.
    fileprivate private(set) var givenBars: [Int: [TokenID]] = [:]
    /// The length of the shortest ending from the start of each open bar. Empty until it is computed.
    fileprivate private(set) var rests: [Int] = []

    /// - Throws: `PromptError` if no tune that meets the plan fills the template; `PlanError` if every such tune
    ///   exceeds the plan's token limit.
    init(_ whole: ABCGrammar, _ tokens: [TokenID], _ openBars: [OpenBar], isFillingsAlone: Bool) throws {
        self.whole = whole
        self.tokens = tokens
        self.openBars = openBars
        self.isFillingsAlone = isFillingsAlone
        if let bar = openBars.first(where: { !whole.ids.isForm[Int(tokens[$0.tokens.upperBound])] }) {
            throw PromptError("bar \(barNumber(at: bar.tokens.lowerBound)): an open bar '?' holds nothing else")
        }
        try findGivenBars()
        var starts: [Int] = []
        var count = 0
        let shortest = try check(ABCFillState(self)) { state in
            count += 1
            if state.isAtGapStart { starts.append(count) }
        }
        // For fillings alone, an ending is counted from the first open bar.
        if isFillingsAlone { starts.insert(0, at: 0) }
        rests = starts.map { shortest - $0 }
        if let limit = whole.plan.maxTokens, shortest > limit.value {
            throw PlanError("a tune that fills the template takes at least \(shortest) tokens", limit)
        }
    }

    func start() -> any GrammarState { ABCFillState(self) }

    private func barNumber(at place: Int) -> Int {
        // A repeat sign right after the header does not end a bar.
        let first = tokens.firstIndex { whole.ids.isMusic[Int($0)] } ?? tokens.count
        return tokens[..<min(place, tokens.count)].indices.count { $0 > first && whole.ids.isBarline[Int(tokens[$0])] }
            + 1
    }

    /// Runs through the template without phrases and records the given bars.
    private mutating func findGivenBars() throws {
        if whole.repeatedBars.isEmpty { return }
        var wholeTunes = self
        wholeTunes.isFillingsAlone = false
        var recorder = ABCFillState(wholeTunes)
        recorder.whole.phrases?.isRecording = true
        var isOpen = false
        var count = 0
        var found: [Int: [TokenID]] = [:]
        try check(recorder) { state in
            if state.whole.place == .afterBar {
                let bars = state.whole.phrases?.bars ?? []
                if bars.count > count, !isOpen { found[count] = bars[count] }
                count = bars.count
                isOpen = false
            }
            if state.isInGap { isOpen = true }
        }
        // The first given bar of a set of equal bars is the model for all of them.
        for bar in whole.repeatedBars.indices {
            let first = whole.repeatedBars[bar] ?? bar
            let alike = whole.repeatedBars.indices.filter { (whole.repeatedBars[$0] ?? $0) == first }
            givenBars[bar] = alike.lazy.compactMap { found[$0] }.first
        }
    }

    /// Fills the template with the shortest fillings.
    ///
    /// - Returns: the number of tokens.
    @discardableResult
    private func check(_ start: ABCFillState, each: (ABCFillState) -> Void = { _ in }) throws -> Int {
        var state = start.hasty
        var mask = whole.ids.emptyMask
        var count = 0
        while !state.isEnded {
            state.fill(&mask)
            guard let token = state.hastyToken(mask), count < 100_000 else {
                let name =
                    state.next < tokens.count ? whole.vocabulary.vocabulary.names[Int(tokens[state.next])] : "<end>"
                throw PromptError(
                    "near bar \(barNumber(at: state.next)) the template goes on ('\(name)') as no tune does that the "
                        + "recipe asks for")
            }
            state.advance(token)
            each(state)
            count += 1
        }
        return count
    }
}

private struct ABCFillState: BudgetedState {
    private let grammar: ABCFillGrammar
    fileprivate var whole: ABCGrammarState
    /// Index of the template's next token; in an open bar, the start of its placeholder.
    fileprivate private(set) var next = 0
    private var gap = 0
    fileprivate private(set) var isAtGapStart = false

    init(_ grammar: ABCFillGrammar) {
        self.grammar = grammar
        whole = ABCGrammarState(grammar.whole)
        whole.phrases?.given = grammar.givenBars
        whole.isGiven = true
        if grammar.isFillingsAlone { passGiven() }
    }

    var ids: ABCTokenSets { whole.ids }
    var isEnded: Bool { whole.isEnded }
    fileprivate var isInGap: Bool { gap < grammar.openBars.count && next == grammar.openBars[gap].tokens.lowerBound }

    func allowed(_ mask: inout [Bool], tokensLeft: Int) {
        fill(&mask)
        keepAffordable(&mask, tokensLeft: tokensLeft)
    }

    func fill(_ mask: inout [Bool]) {
        guard isInGap else {
            // The initializer already checked that the given tokens can follow the shortest fillings.
            let isKnown = whole.isHasty && !grammar.rests.isEmpty
            if !isKnown { whole.fill(&mask) }
            let isAllowed = next < grammar.tokens.count && (isKnown || mask[Int(grammar.tokens[next])])
            mask.clear()
            if isAllowed { mask[Int(grammar.tokens[next])] = true }
            return
        }
        whole.fillIgnoringPhrases(&mask)
        let closing = grammar.tokens[grammar.openBars[gap].tokens.upperBound]
        if whole.isHasty, !whole.isCopy {
            // The shortest filling has no ties, so the check is not needed.
            for token in ids.forms where token != closing { mask[Int(token)] = false }
            return
        }
        if whole.isCopy {
            // Usually the next token of the repeated bar fits, and no other needs to be tried.
            var copied = mask
            whole.keepPhrase(&copied)
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
            if ids.isForm[Int(token)] { return token == closing && isFollowed(whole, &scratch) }
            // A tie may fit the bar although the given note after it has another pitch.
            var after = whole
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
        whole.advance(token)
        isAtGapStart = false
        if isInGap {
            guard token == grammar.tokens[grammar.openBars[gap].tokens.upperBound] else { return }
            next = grammar.openBars[gap].tokens.upperBound
            gap += 1
        }
        next += 1
        enterGap()
        if grammar.isFillingsAlone { passGiven() }
    }

    /// Skips the given tokens up to the next open bar.
    private mutating func passGiven() {
        while !isInGap, next < grammar.tokens.count {
            whole.advance(grammar.tokens[next])
            next += 1
            enterGap()
        }
    }

    private mutating func enterGap() {
        whole.isGiven = !isInGap
        guard isInGap else { return }
        whole.barLength = grammar.openBars[gap].ticks
        isAtGapStart = true
    }

    // MARK: Token budget

    var costBound: Int {
        let closings = grammar.openBars.count - gap
        let given =
            grammar.isFillingsAlone
            ? closings
            : grammar.tokens.count - next
                - grammar.openBars[gap...].reduce(0) { $0 + $1.tokens.count }
        return given + closings * ABCGrammarState.tokensPerBar + whole.tokensOfCopies + largestDetour
    }

    var knownRest: Int? {
        if gap == grammar.openBars.count { return grammar.isFillingsAlone ? 0 : grammar.tokens.count - next }
        // Bars that repeat others are as long as these, and the second note of a tie may need an accidental.
        let isUsual = isAtGapStart && whole.phrases == nil && whole.tie == nil
        return isUsual && !grammar.rests.isEmpty ? grammar.rests[gap] : nil
    }

    var largestDetour: Int { whole.largestDetour }

    var hasty: ABCFillState {
        var state = self
        state.whole.isHasty = true
        return state
    }

    func hastyToken(_ mask: [Bool]) -> TokenID? { whole.hastyToken(mask) }
}
