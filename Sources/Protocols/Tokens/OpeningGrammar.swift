/// The grammar of tunes that start with a given opening.
public struct OpeningGrammar: TokenGrammar {
    private let base: any TokenGrammar
    let opening: Opening

    /// Restricts a grammar to tunes that start with an opening.
    ///
    /// - Parameters:
    ///   - base: the grammar of all tunes that satisfy the plan.
    ///   - maxTokens: the maximum number of tokens of a whole tune.
    /// - Throws: `PromptError` if no tune of `base` starts with the opening, or none of at most `maxTokens` tokens.
    public init(
        _ base: any TokenGrammar, _ opening: Opening, vocabulary: Vocabulary, maxTokens: Int = .max / 8
    ) throws {
        self.base = base
        self.opening = opening
        var state = OpeningState(self, base.start())
        var mask = [Bool](repeating: false, count: vocabulary.count)
        var count = 0
        // One free token is enough; after it, the opening continues.
        while let next = state.forced {
            state.allowedAsInput(&mask)
            guard let token = mask[Int(next)] ? next : opening.free.first(where: { mask[Int($0)] }) else {
                throw PromptError(
                    "token \(state.next + 1) of the opening, '\(vocabulary.names[Int(next)])', is not allowed there by "
                        + "the recipe")
            }
            state.advance(token)
            count += 1
        }
        // The model may insert free tokens, so there must be room for those as well.
        let remaining = maxTokens - count - opening.free.count
        if remaining > 0 { state.allowed(&mask, tokensLeft: remaining) }
        guard remaining > 0, mask.contains(true) else {
            throw PromptError(
                "the opening takes \(count) tokens, which leaves too few of max_tokens (\(maxTokens)) to end the tune")
        }
    }

    public func start() -> any GrammarState { OpeningState(self, base.start()) }
}

/// The start of a tune that a model continues.
public struct Opening: Hashable, Sendable {
    public var tokens: [TokenID]
    /// Tokens that the model may insert, any number of them, before the token at `freeAt`.
    public var free: [TokenID]
    /// The index in `tokens` before which `free` tokens may be inserted.
    public var freeAt: Int

    public init(_ tokens: [TokenID], free: [TokenID] = [], freeAt: Int = 0) {
        self.tokens = tokens
        self.free = free
        self.freeAt = freeAt
    }
}

/// Why a tune cannot be continued or filled.
public struct PromptError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

private struct OpeningState: GrammarState {
    private let grammar: OpeningGrammar
    private var base: any GrammarState
    /// The number of tokens of the opening that have been read.
    private(set) var next = 0

    init(_ grammar: OpeningGrammar, _ base: any GrammarState) {
        self.grammar = grammar
        self.base = base
    }

    /// The next token of the opening; nil after its last token.
    var forced: TokenID? { next < grammar.opening.tokens.count ? grammar.opening.tokens[next] : nil }

    var isEnded: Bool { base.isEnded }

    func allowed(_ mask: inout [Bool], tokensLeft: Int) {
        guard let forced else { return base.allowed(&mask, tokensLeft: tokensLeft) }
        // The opening is not subject to the token budget.
        base.allowedAsInput(&mask)
        let kept = [forced] + (next == grammar.opening.freeAt ? grammar.opening.free : [])
        let allowed = kept.filter { mask[Int($0)] }
        for i in mask.indices { mask[i] = false }
        for token in allowed { mask[Int(token)] = true }
    }

    func allowedAsInput(_ mask: inout [Bool]) {
        if forced == nil { base.allowedAsInput(&mask) } else { allowed(&mask, tokensLeft: .max / 8) }
    }

    mutating func advance(_ token: TokenID) {
        if token == forced { next += 1 }
        base.advance(token)
    }

    static func == (a: Self, b: Self) -> Bool { a.next == b.next && a.base.isEqual(b.base) }

    func hash(into hasher: inout Hasher) {
        base.hash(into: &hasher)
        hasher.combine(next)
    }
}
