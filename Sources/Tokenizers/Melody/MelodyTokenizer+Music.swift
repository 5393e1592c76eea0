public import MuseMusic
public import MuseProtocols

extension MelodyTokenizer {
    public func kind(of token: TokenID) -> TokenKind {
        switch tokens[token] {
        case .end: .end
        case .meter, .tonic, .mode: .condition
        case .bar: .bar
        case .hold: .hold
        case .rest: .rest
        case .note: .note
        case nil: .other
        }
    }

    public func pitch(of token: TokenID, in key: Key?, after previous: TokenID?) -> Int? {
        if case .note(let midi)? = tokens[token] { midi } else { nil }
    }

    /// Every note, hold and rest takes one step. Decoding leaves out the rests before a pickup.
    public func onset(after tokens: [TokenID], in score: Score) -> Int {
        let steps = tokens.count { $0 >= self.tokens.hold && $0 < self.tokens.grid.musicEnd }
        let ticks = steps * score.ticksPerQuarter / self.tokens.grid.stepsPerQuarter
        let bars = tokens.count { $0 == self.tokens.bar }
        guard bars > 1, let first = score.barlines.first,
            let full = score.meters.first?.value.barTicks(score.ticksPerQuarter)
        else { return ticks }
        return ticks - max(0, full - first.onset)
    }
}
