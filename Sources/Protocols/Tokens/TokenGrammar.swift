/// The language of whole tunes: an automaton that gives the tokens that may come next at each step.
///
/// Contract: a token is in the mask only if some whole tune starts with what was accepted so far and that token. So
/// there are no dead ends: from every state that `advance` can reach, the mask is empty only when the tune is ended.
public protocol TokenGrammar: Sendable {
    /// The state before the first token.
    func start() -> any GrammarState
}

extension TokenGrammar {
    /// Whether a sequence is a whole tune that could be drawn.
    package func accepts(_ tokens: [TokenID], vocabularySize: Int) -> Bool {
        var state = start()
        var mask = [Bool](repeating: false, count: vocabularySize)
        for (place, token) in tokens.enumerated() {
            state.allowed(&mask, tokensLeft: tokens.count - place)
            guard mask.indices.contains(Int(token)), mask[Int(token)] else { return false }
            state.advance(token)
        }
        return state.isEnded
    }
}

/// How far one tune has come. A value: a copy goes its own way.
public protocol GrammarState: Sendable {
    /// Sets `mask[t]` to whether token `t` may come next. At most `tokensLeft` tokens may follow, the end included.
    ///
    /// - Precondition: `mask.count` is the vocabulary's.
    func allowed(_ mask: inout [Bool], tokensLeft: Int)

    /// Sets `mask[t]` to whether token `t` may come next in music that a person wrote: a prompt, a template, a tune
    /// whose likelihood is asked for. It holds at least what `allowed` leaves without a budget, and may hold tokens
    /// that are never drawn.
    func allowedInGiven(_ mask: inout [Bool])

    /// Goes on with a token.
    ///
    /// - Precondition: the token is in the mask of `allowed` or of `allowedInGiven`.
    mutating func advance(_ token: TokenID)

    /// The end-of-tune token has been accepted.
    var isEnded: Bool { get }
}

extension GrammarState {
    public func allowedInGiven(_ mask: inout [Bool]) { allowed(&mask, tokensLeft: .max / 8) }
}
