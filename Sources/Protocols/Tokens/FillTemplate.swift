/// A tune with bars left open, to be filled in.
public struct FillTemplate: Sendable {
    /// The whole tune, with something in place of the open bars that is not kept.
    public var tokens: [TokenID]
    /// The tokens of the open bars: in order, not empty, each followed by at least one token.
    public var gaps: [Range<Int>]
    /// Of the whole tune as it is read, what is given being the only choice there.
    public var grammar: any TokenGrammar
    /// Of the fillings alone: each gap's tokens, and the one behind it as a sign that it is full.
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

    /// What a model is told that fills gaps: the tune with a sign in each, and the sign after which they are filled.
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
