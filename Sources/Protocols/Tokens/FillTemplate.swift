/// A tune with open bars to fill.
public struct FillTemplate: Sendable {
    /// The whole tune, with placeholders in the open bars.
    public var tokens: [TokenID]
    /// The ranges of the open bars: in order, not empty, each followed by at least one token.
    public var gaps: [Range<Int>]
    /// The grammar of the whole tune. Outside the open bars it allows only the template's tokens.
    public var grammar: any TokenGrammar
    /// The grammar of the fillings alone: the tokens of each gap, terminated by the token that follows the gap.
    public var fillings: any TokenGrammar

    public init(
        tokens: [TokenID], gaps: [Range<Int>], grammar: any TokenGrammar, fillings: any TokenGrammar
    ) {
        self.tokens = tokens
        self.gaps = gaps
        self.grammar = grammar
        self.fillings = fillings
    }

    /// Returns the tune with its gaps filled.
    ///
    /// - Parameter fillings: a sequence that the grammar `fillings` accepts.
    public func tune(_ fillings: [TokenID]) -> [TokenID] { tokens(before: fillings) }

    /// The tokens of the tune before the next token.
    ///
    /// - Parameter fillings: the start of a sequence that the grammar `fillings` accepts.
    public func tokens(before fillings: [TokenID]) -> [TokenID] {
        var result: [TokenID] = []
        var next = 0
        var rest = fillings[...]
        for gap in gaps {
            result += tokens[next..<gap.lowerBound]
            guard let end = rest.firstIndex(of: tokens[gap.upperBound]) else { return result + rest }
            result += rest[..<end]
            rest = rest[end...].dropFirst()
            next = gap.upperBound
        }
        return result + tokens[next...]
    }

    /// The prompt of an infilling model: the tune with each gap replaced by `special.gap`, then `special.fill`.
    public func prompt(with special: FillTokens) -> [TokenID] {
        tokens[...].collapsing(gaps, to: special.gap) + [special.fill]
    }

    /// The number of tokens in the prompt.
    public var promptLength: Int { tokens.count - gaps.reduce(0) { $0 + $1.count } + gaps.count + 1 }
}

/// Special tokens for infilling, numbered after the vocabulary.
public struct FillTokens: Hashable, Sendable {
    /// Replaces the contents of a bar that is to be filled.
    public var gap: TokenID
    /// Follows the end of a tune with gaps. After it come the fillings, each with the token that follows its gap.
    public var fill: TokenID

    public init(gap: TokenID, fill: TokenID) {
        self.gap = gap
        self.fill = fill
    }
}

extension ArraySlice<TokenID> {
    /// Returns the sequence with each range replaced by one token.
    ///
    /// - Precondition: the ranges are in order and disjoint.
    package func collapsing(_ ranges: [Range<Int>], to token: TokenID) -> [TokenID] {
        var result: [TokenID] = []
        var next = startIndex
        for range in ranges {
            result += self[next..<range.lowerBound] + [token]
            next = range.upperBound
        }
        return result + self[next...]
    }
}
