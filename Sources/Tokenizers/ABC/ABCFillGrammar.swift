import MuseProtocols

/// The grammar of tunes that fill a template in `abc` tokens: given tokens as they are, open bars of the right length, and
/// nothing in an open bar that what follows could not follow.
struct ABCFillGrammar: TokenGrammar {
    fileprivate let whole: ABCGrammar
    fileprivate let tokens: [TokenID]
    fileprivate let gaps: [Range<Int>]
    /// The fillings alone are told, each up to and with the token behind it.
    fileprivate let isFillingsAlone: Bool

    /// - Throws: `PromptError` where no tune that meets the plan fills the template.
    init(_ whole: ABCGrammar, _ tokens: [TokenID], _ gaps: [Range<Int>], isFillingsAlone: Bool) throws {
        self.whole = whole
        self.tokens = tokens
        self.gaps = gaps
        self.isFillingsAlone = isFillingsAlone
        if !isFillingsAlone { try check() }
    }

    func start() -> any GrammarState { ABCFillState(self) }

    /// Fills the template by the shortest way.
    private func check() throws {
        var state = ABCFillState(self)
        var mask = [Bool](repeating: false, count: whole.vocabulary.vocabulary.count)
        var count = 0
        while !state.isEnded {
            state.allowed(&mask, tokensLeft: .max)
            guard let token = state.whole.hastyToken(mask), count < 100_000 else {
                let bar = tokens[..<min(state.next, tokens.count)].count { whole.ids.isForm[Int($0)] } + 1
                let name =
                    state.next < tokens.count ? whole.vocabulary.vocabulary.names[Int(tokens[state.next])] : "<end>"
                throw PromptError(
                    "near bar \(bar) the template goes on ('\(name)') as no tune does that the recipe asks for")
            }
            state.advance(token)
            count += 1
        }
    }
}

private struct ABCFillState: GrammarState {
    private let grammar: ABCFillGrammar
    fileprivate private(set) var whole: ABCGrammarState
    /// The template's token that comes next; in a gap, its first.
    fileprivate private(set) var next = 0
    private var gap = 0

    init(_ grammar: ABCFillGrammar) {
        self.grammar = grammar
        whole = ABCGrammarState(grammar.whole)
        if grammar.isFillingsAlone { passGiven() }
    }

    var isEnded: Bool { whole.isEnded }

    private var isInGap: Bool { gap < grammar.gaps.count && next == grammar.gaps[gap].lowerBound }

    func allowed(_ mask: inout [Bool], tokensLeft: Int) {
        whole.fill(&mask)
        guard isInGap else {
            let isAllowed = next < grammar.tokens.count && mask[Int(grammar.tokens[next])]
            for i in mask.indices { mask[i] = false }
            if isAllowed { mask[Int(grammar.tokens[next])] = true }
            return
        }
        let closing = grammar.tokens[grammar.gaps[gap].upperBound]
        var scratch = mask
        for i in mask.indices where mask[i] {
            if grammar.whole.ids.isForm[i] {
                mask[i] = TokenID(i) == closing && isFollowed(whole, &scratch)
                continue
            }
            // A note that could be the bar's last, but that what is given cannot follow: a tie, say.
            var after = whole
            after.advance(TokenID(i))
            after.fill(&scratch)
            if scratch[Int(closing)] { mask[i] = isFollowed(after, &scratch) }
        }
    }

    /// Whether what is given, up to the next gap, can follow.
    private func isFollowed(_ state: ABCGrammarState, _ mask: inout [Bool]) -> Bool {
        var state = state
        let end = gap + 1 < grammar.gaps.count ? grammar.gaps[gap + 1].lowerBound : grammar.tokens.count
        for token in grammar.tokens[grammar.gaps[gap].upperBound..<end] {
            state.fill(&mask)
            guard mask[Int(token)] else { return false }
            state.advance(token)
        }
        return true
    }

    mutating func advance(_ token: TokenID) {
        whole.advance(token)
        guard isInGap else {
            next += 1
            return
        }
        guard token == grammar.tokens[grammar.gaps[gap].upperBound] else { return }
        next = grammar.gaps[gap].upperBound + 1
        gap += 1
        if grammar.isFillingsAlone { passGiven() }
    }

    /// Goes over what is given, up to the next gap.
    private mutating func passGiven() {
        while !isInGap, next < grammar.tokens.count {
            whole.advance(grammar.tokens[next])
            next += 1
        }
    }
}
