public import MuseMusic

/// A score encoded as written, without unfolding, with the places of its notes in the tokens.
public struct PlacedEncoding: Sendable {
    /// The score that is encoded: as notated if the given one was a performance.
    public var score: Score
    /// The index of the encoded part, of which the tokens represent the first voice.
    public var part: Int
    /// Ends with the tokenizer's end token.
    public var tokens: [TokenID]
    /// The index of the first token of the note, chord or rest that starts at a tick.
    public var starts: [Int: Int]
    /// The index after the last token of the note, chord or rest that ends at a tick.
    public var ends: [Int: Int]

    public init(score: Score, part: Int, tokens: [TokenID], starts: [Int: Int], ends: [Int: Int]) {
        (self.score, self.part, self.tokens, self.starts, self.ends) = (score, part, tokens, starts, ends)
    }

    /// The tokens of the music between two ticks; nil if it does not start and end there.
    func range(from start: Int, to end: Int) -> Range<Int>? {
        guard let first = starts[start], let last = ends[end], first < last else { return nil }
        return first..<last
    }
}
