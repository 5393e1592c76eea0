import MuseProtocols

/// A bar that a template leaves open.
struct OpenBar: Sendable {
    /// The range of its placeholder in the template's tokens. The token after the range closes the bar.
    var tokens: Range<Int>
    /// The length in ticks, 10 080 per quarter note.
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
    let base: ABCGrammar
    let tokens: [TokenID]
    let openBars: [OpenBar]
    /// Whether only the fillings are generated, each with the token that closes its bar.
    private(set) var isFillingsOnly: Bool
    /// The tokens of each bar that is given or repeats a given bar, by bar number.
    private(set) var givenBars: [Int: [TokenID]] = [:]
    /// The length of the shortest ending from the start of each open bar. Empty until it is computed.
    private(set) var endingLengths: [Int] = []

    /// - Throws: `PromptError` if no tune that meets the plan fills the template; `PlanError` if every such tune
    ///   exceeds the plan's token limit.
    init(_ base: ABCGrammar, _ tokens: [TokenID], _ openBars: [OpenBar], isFillingsOnly: Bool) throws {
        self.base = base
        self.tokens = tokens
        self.openBars = openBars
        self.isFillingsOnly = isFillingsOnly
        if let bar = openBars.first(where: { !base.ids.isForm[Int(tokens[$0.tokens.upperBound])] }) {
            throw PromptError("bar \(barNumber(at: bar.tokens.lowerBound)): an open bar '?' must contain nothing else")
        }
        try findGivenBars()
        var starts: [Int] = []
        var count = 0
        let shortest = try check(ABCFillState(self)) { state in
            count += 1
            if state.isAtGapStart { starts.append(count) }
        }
        // For fillings only, an ending is counted from the first open bar.
        if isFillingsOnly { starts.insert(0, at: 0) }
        endingLengths = starts.map { shortest - $0 }
        if let limit = base.plan.maxTokens, shortest > limit.value {
            throw PlanError("a tune that fills the template takes at least \(shortest) tokens", limit)
        }
    }

    func start() -> any GrammarState { ABCFillState(self) }

    private func barNumber(at place: Int) -> Int {
        // A repeat sign right after the header does not end a bar.
        let first = tokens.firstIndex { base.ids.isMusic[Int($0)] } ?? tokens.count
        return tokens[..<min(place, tokens.count)].indices.count { $0 > first && base.ids.isBarline[Int(tokens[$0])] }
            + 1
    }

    /// Runs through the template without phrases and records the given bars.
    private mutating func findGivenBars() throws {
        if base.repeatedBars.isEmpty { return }
        var wholeTunes = self
        wholeTunes.isFillingsOnly = false
        var recorder = ABCFillState(wholeTunes)
        recorder.base.phrases?.isRecording = true
        var isOpen = false
        var count = 0
        var found: [Int: [TokenID]] = [:]
        try check(recorder) { state in
            if state.base.place == .afterBar {
                let bars = state.base.phrases?.bars ?? []
                if bars.count > count, !isOpen { found[count] = bars[count] }
                count = bars.count
                isOpen = false
            }
            if state.isInGap { isOpen = true }
        }
        // The first given bar of a set of equal bars is the model for all of them.
        for bar in base.repeatedBars.indices {
            let first = base.repeatedBars[bar] ?? bar
            let alike = base.repeatedBars.indices.filter { (base.repeatedBars[$0] ?? $0) == first }
            givenBars[bar] = alike.lazy.compactMap { found[$0] }.first
        }
    }

    /// Fills the template with the shortest fillings.
    ///
    /// - Returns: the number of tokens.
    @discardableResult
    private func check(_ start: ABCFillState, each: (ABCFillState) -> Void = { _ in }) throws -> Int {
        var state = start.shortening
        var mask = base.ids.emptyMask
        var count = 0
        while !state.isEnded {
            state.fill(&mask)
            guard let token = state.shorteningToken(mask), count < 100_000 else {
                let name =
                    state.next < tokens.count ? base.vocabulary.vocabulary.names[Int(tokens[state.next])] : "<end>"
                throw PromptError(
                    "near bar \(barNumber(at: state.next)): no tune that meets the recipe's demands continues with "
                        + "'\(name)' as the template does")
            }
            state.advance(token)
            each(state)
            count += 1
        }
        return count
    }
}
