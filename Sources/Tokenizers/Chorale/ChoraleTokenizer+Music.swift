public import MuseMusic
public import MuseProtocols

extension ChoraleTokenizer {
    public func kind(of token: TokenID) -> TokenKind {
        switch tokens[token] {
        case .end: .end
        case .meter: .condition
        case .bar: .bar
        case .cell(_, .hold): .hold
        case .cell(_, .rest): .rest
        case .cell(_, .note): .note
        case .beat, nil: .other
        }
    }

    public func pitch(of token: TokenID, in key: Key?, after previous: TokenID?) -> Int? {
        if case .cell(_, .note(let midi))? = tokens[token] { midi } else { nil }
    }

    /// The start of the step whose voices are not complete.
    public func onset(after tokens: [TokenID], in score: Score) -> Int {
        let cells = tokens.count { $0 >= self.tokens.firstCell && $0 < self.tokens.grid.musicEnd }
        let steps = cells / self.tokens.voices.count
        return steps * score.ticksPerQuarter / self.tokens.grid.stepsPerQuarter
    }
}
