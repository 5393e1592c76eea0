/// The grammar of tunes that begin in a given way.
public struct OpeningGrammar: TokenGrammar {
    private let whole: any TokenGrammar
    let opening: Opening

    /// - Parameter whole: of all tunes that meet the plan.
    /// - Throws: `PromptError` where no such tune begins like this.
    public init(_ whole: any TokenGrammar, _ opening: Opening, vocabulary: Vocabulary) throws {
        self.whole = whole
        self.opening = opening
        var state = OpeningState(self, whole.start())
        var mask = [Bool](repeating: false, count: vocabulary.count)
        // One token of freedom is enough: what follows it is the opening's again.
        while let next = state.forced {
            state.allowedInGiven(&mask)
            guard let token = mask[Int(next)] ? next : opening.free.first(where: { mask[Int($0)] }) else {
                throw PromptError(
                    "token \(state.next + 1) of the opening, '\(vocabulary.names[Int(next)])', cannot stand there in a tune "
                        + "as the recipe asks for")
            }
            state.advance(token)
        }
    }

    public func start() -> any GrammarState { OpeningState(self, whole.start()) }
}

/// How a tune begins.
public struct Opening: Hashable, Sendable {
    public var tokens: [TokenID]
    /// The model's own choice may stand before token `freeAt`: any number of these.
    public var free: [TokenID]
    public var freeAt: Int

    public init(_ tokens: [TokenID], free: [TokenID] = [], freeAt: Int = 0) {
        self.tokens = tokens
        self.free = free
        self.freeAt = freeAt
    }
}

/// Why a given tune cannot be gone on from, or filled.
public struct PromptError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

private struct OpeningState: GrammarState {
    private let grammar: OpeningGrammar
    private var whole: any GrammarState
    /// How many of the opening's tokens have been read.
    private(set) var next = 0

    init(_ grammar: OpeningGrammar, _ whole: any GrammarState) {
        self.grammar = grammar
        self.whole = whole
    }

    /// nil once the opening is over.
    var forced: TokenID? { next < grammar.opening.tokens.count ? grammar.opening.tokens[next] : nil }

    var isEnded: Bool { whole.isEnded }

    func allowed(_ mask: inout [Bool], tokensLeft: Int) {
        guard let forced else { return whole.allowed(&mask, tokensLeft: tokensLeft) }
        // Given tokens are not subject to the token budget.
        whole.allowedInGiven(&mask)
        let kept = [forced] + (next == grammar.opening.freeAt ? grammar.opening.free : [])
        let allowed = kept.filter { mask[Int($0)] }
        for i in mask.indices { mask[i] = false }
        for token in allowed { mask[Int(token)] = true }
    }

    func allowedInGiven(_ mask: inout [Bool]) {
        if forced == nil { whole.allowedInGiven(&mask) } else { allowed(&mask, tokensLeft: .max / 8) }
    }

    mutating func advance(_ token: TokenID) {
        if token == forced { next += 1 }
        whole.advance(token)
    }
}
