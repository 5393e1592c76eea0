/// The language of whole tunes: an automaton that gives the tokens allowed next at each step.
///
/// Contract: a token is allowed only if some whole tune starts with the tokens accepted so far and that token. So there
/// are no dead ends: from every state that `advance` can reach, the mask is empty only when the tune has ended.
public protocol TokenGrammar: Sendable {
    /// The state before the first token.
    func start() -> any GrammarState

    /// Grammars whose tunes are together those of this one: a tune is in it if it is in each of them. Exact sampling
    /// treats each on its own, because their states are far fewer than the combinations.
    var factors: [any TokenGrammar] { get }
}

extension TokenGrammar {
    public var factors: [any TokenGrammar] { [self] }
}

extension TokenGrammar {
    /// Whether a sequence is a whole tune that can be sampled.
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

/// The state of a grammar within one tune. A value type: copies are independent.
///
/// Equal states of a grammar allow the same continuations. Exact sampling merges them.
public protocol GrammarState: Hashable, Sendable {
    /// Sets `mask[t]` to whether token `t` is allowed next.
    ///
    /// - Parameter tokensLeft: the maximum number of tokens from here on, including the next and the end token.
    /// - Precondition: `mask.count` is the vocabulary size.
    func allowed(_ mask: inout [Bool], tokensLeft: Int)

    /// Sets `mask[t]` to whether token `t` is allowed next in music that is not sampled: a prompt, a template, a tune
    /// whose likelihood is computed.
    ///
    /// Includes all tokens that `allowed` permits without a budget, and may include tokens that are never sampled.
    func allowedAsInput(_ mask: inout [Bool])

    /// Advances by a token.
    ///
    /// - Precondition: the token is in the mask of `allowed` or `allowedAsInput`.
    mutating func advance(_ token: TokenID)

    /// Whether the end token has been accepted.
    var isEnded: Bool { get }
}

extension GrammarState {
    public func allowedAsInput(_ mask: inout [Bool]) { allowed(&mask, tokensLeft: .max / 8) }
}

extension GrammarState {
    /// Whether another state has the same type and is equal.
    package func isEqual(_ other: any GrammarState) -> Bool { (other as? Self) == self }
}
