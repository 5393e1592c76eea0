/// A tune with open bars to be filled in.
public struct FillTemplate: Sendable {
    /// The whole tune, with placeholders in the open bars.
    public var tokens: [TokenID]
    /// The ranges of the open bars: in order, not empty, each followed by at least one token.
    public var gaps: [Range<Int>]
    /// The grammar of the whole tune, which allows only the given tokens outside the open bars.
    public var grammar: any TokenGrammar
    /// The grammar of the fillings alone: the tokens of each gap, and the token behind it as terminator.
    public var fillings: any TokenGrammar

    public init(
        tokens: [TokenID], gaps: [Range<Int>], grammar: any TokenGrammar, fillings: any TokenGrammar
    ) {
        self.tokens = tokens
        self.gaps = gaps
        self.grammar = grammar
        self.fillings = fillings
    }

    /// The tune with its gaps filled.
    ///
    /// - Parameter fillings: a sequence of the grammar `fillings`.
    public func tune(_ fillings: [TokenID]) -> [TokenID] {
        var result: [TokenID] = []
        var next = 0
        var rest = fillings[...]
        for gap in gaps {
            result += tokens[next..<gap.lowerBound]
            let end = rest.firstIndex(of: tokens[gap.upperBound]) ?? rest.endIndex
            result += rest[..<end]
            rest = rest[end...].dropFirst()
            next = gap.upperBound
        }
        return result + tokens[next...]
    }

    /// The prompt of a model that fills: the tune with `gap` in the place of each open range, then `fill`.
    public func prompt(with special: FillTokens) -> [TokenID] {
        tokens[...].leavingOut(gaps, sign: special.gap) + [special.fill]
    }

    /// Tokens of the prompt.
    public var promptLength: Int { tokens.count - gaps.reduce(0) { $0 + $1.count } + gaps.count + 1 }
}

/// Special tokens behind the vocabulary by which a model is asked to fill gaps.
public struct FillTokens: Hashable, Sendable {
    /// In the place of a bar's contents, to be filled in later.
    public var gap: TokenID
    /// After the end of a tune with gaps: what follows fills them, each up to and with the token behind it.
    public var fill: TokenID

    public init(gap: TokenID, fill: TokenID) {
        self.gap = gap
        self.fill = fill
    }
}

extension ArraySlice<TokenID> {
    /// The sequence with a token in the place of each of some ranges, which are in order and disjoint.
    package func leavingOut(_ ranges: [Range<Int>], sign: TokenID) -> [TokenID] {
        var result: [TokenID] = []
        var next = startIndex
        for range in ranges {
            result += self[next..<range.lowerBound] + [sign]
            next = range.upperBound
        }
        return result + self[next...]
    }
}
