public import MuseMusic
public import MuseProtocols

extension PianoRollTokenizer {
    public func kind(of token: TokenID) -> TokenKind {
        switch tokens[token] {
        case .end: .end
        case .meter: .condition
        case .step(.bar): .bar
        case .note: .note
        case .step, nil: .other
        }
    }

    public func pitch(of token: TokenID, in key: Key?, after previous: TokenID?) -> Int? {
        if case .note(let midi)? = tokens[token] { midi } else { nil }
    }

    /// The start of the last step, whose notes are not complete.
    public func onset(after tokens: [TokenID], in score: Score) -> Int {
        let steps = max(0, tokens.count { (self.tokens.bar...self.tokens.step).contains($0) } - 1)
        return steps * score.ticksPerQuarter / self.tokens.grid.stepsPerQuarter
    }
}
