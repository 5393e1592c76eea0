public import MuseMusic

/// Reads the music of unfinished tunes from their tokens, for components that need more than token numbers.
public struct TuneReader: Sendable {
    private let tokenizer: any Tokenizer

    public init(_ tokenizer: any Tokenizer) { self.tokenizer = tokenizer }

    public var vocabulary: Vocabulary { tokenizer.vocabulary }
    public var endToken: TokenID { tokenizer.endToken }

    /// The kind of each token of the vocabulary.
    public var kinds: [TokenKind] {
        let ends = tokenizer.barEnds
        return vocabulary.names.indices.map { number in
            let token = TokenID(number)
            if token == endToken { return .end }
            return ends.contains(token) ? .bar : tokenizer.kind(of: token)
        }
    }

    /// The music of an unfinished tune.
    public struct Music: Sendable {
        /// The notes so far, in the order of the parts. The length of the last one can still grow.
        public var notes: [(part: Int, note: Note)]
        public var clock: TuneClock
        public var key: Key?
    }

    /// Reads the tokens of a tune so far.
    ///
    /// - Throws: an error of a plug-in's tokenizer.
    public func music(of tokens: [TokenID], plan: Plan) throws -> Music {
        let score = try tokenizer.decode(tokens)
        let onset = tokenizer.onset(after: tokens, in: score)
        return Music(
            notes: score.parts.enumerated().flatMap { part, music in music.notes.map { (part, $0) } },
            clock: TuneClock(score, onset: onset, plan: plan), key: score.keys.value(at: onset))
    }

    /// The tokens that end a bar; empty if bars are not marked.
    public var barEnds: Set<TokenID> { tokenizer.barEnds }

    /// The pitch of the note that a token starts, as a MIDI number; nil for other tokens, and if it is unknown.
    ///
    /// - Parameters:
    ///   - key: the key in force.
    ///   - previous: the token before.
    public func pitch(of token: TokenID, in key: Key?, after previous: TokenID?) -> Int? {
        tokenizer.pitch(of: token, in: key, after: previous)
    }

    /// Reads a whole tune.
    ///
    /// - Throws: an error of a plug-in's tokenizer.
    package func score(of tokens: [TokenID]) throws -> Score { try tokenizer.decode(tokens) }

    /// Encodes a whole tune.
    ///
    /// - Throws: `TokenizationError` if the tokens cannot represent it; an error of a plug-in's tokenizer.
    package func tokens(of score: Score) throws -> [TokenID] { try tokenizer.encode(score).tokens }

    /// The pitch of the note that each token of the vocabulary starts, as a MIDI number; nil for other tokens.
    ///
    /// - Parameters:
    ///   - key: the key in force.
    ///   - previous: the token before.
    public func pitches(in key: Key?, after previous: TokenID?) -> [Int?] {
        vocabulary.names.indices.map { tokenizer.pitch(of: TokenID($0), in: key, after: previous) }
    }

    /// Whether a token changes the pitches of the tokens that can follow it, as accidentals do.
    public func changesPitches(_ token: TokenID) -> Bool { tokenizer.changesPitches(token) }
}
