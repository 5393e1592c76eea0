/// A tune with bars left open, to be filled in.
public struct FillTemplate: Sendable {
    /// The whole tune, with place holders for the open bars.
    public var tokens: [TokenID]
    /// The tokens of the open bars: in order, not empty, each followed by at least one token.
    public var gaps: [Range<Int>]
    /// The grammar of the whole tune from start to end; given tokens are the only choice in their places.
    public var grammar: any TokenGrammar
    /// The grammar of the fillings alone: each gap's tokens and the token that follows the gap.
    public var fillings: any TokenGrammar

    public init(
        tokens: [TokenID], gaps: [Range<Int>], grammar: any TokenGrammar, fillings: any TokenGrammar
    ) {
        self.tokens = tokens
        self.gaps = gaps
        self.grammar = grammar
        self.fillings = fillings
    }

    /// The tune that fillings make of it.
    ///
    /// - Parameter fillings: as their grammar ends them.
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

    /// The prompt of a model that fills gaps: the tune with a sign in place of each gap, then the sign that starts filling.
    public func told(with signs: FillSigns) -> [TokenID] {
        tokens[...].leavingOut(gaps, sign: signs.gap) + [signs.fill]
    }
}

extension ArraySlice<TokenID> {
    /// The sequence with a sign in the place of each of some ranges, which are in order and apart.
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
