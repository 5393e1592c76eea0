public import MuseMusic
public import MuseProtocols

/// A melody on a fixed grid: each step is a note that starts, one that is held, or a rest, and bars are marked.
///
/// A sequence is meter, tonic and mode, then for each bar `bar` and exactly as many steps as the bar has, then `<end>`.
/// A rest at the very start is the time before a pickup: decoding makes the first bar shorter by it, and the last bar
/// shorter by the pickup where it ends in rests of that length.
///
/// What is held is what sounds: repeats are written out, and what does not fall on the grid moves to its nearest step.
/// One voice, the highest notes of chords.
///
/// Source: Waite, "Generating Long-Term Structure in Songs and Stories", Magenta blog 2016, and the melody encoding of
/// Magenta's melody RNN: the same three kinds of steps. Bars, meter and key are ours: theirs has none, and cannot keep
/// a bar's length.
public struct MelodyTokenizer: Tokenizer {
    static let grid = GridSettings(range: 48...88)
    public static let schema = Schema(
        "melody", "tokens for one voice on a grid of steps: onset, hold or rest; repeats are written out",
        source: "Waite, Generating Long-Term Structure in Songs and Stories, Magenta 2016",
        grid.all, capabilities: [.conditions])

    let tokens: MelodyVocabulary

    public init(_ settings: Settings) throws {
        let (steps, range) = try Self.grid.values(settings)
        tokens = MelodyVocabulary(stepsPerQuarter: steps, range: range)
    }

    public var vocabulary: Vocabulary { tokens.grid.vocabulary }
    public var barEnds: Set<TokenID> { [tokens.bar] }
    public var endToken: TokenID { GridVocabulary.end }
    public var capabilities: Set<Capability> { [.conditions] }

    /// Meter, tonic and mode.
    public func isCondition(_ token: TokenID) -> Bool {
        switch tokens[token] {
        case .meter, .tonic, .mode: true
        case .bar, .hold, .rest, .note, .end, nil: false
        }
    }

    public func encode(_ score: Score) throws -> Encoding {
        try MelodyEncoder(tokens).encoding(of: score)
    }

    public func decode(_ tokens: [TokenID]) throws -> Score {
        var decoder = MelodyDecoder(self.tokens)
        return decoder.score(of: tokens)
    }

    public func grammar(for plan: Plan) throws -> any TokenGrammar { try MelodyGrammar(tokens, plan) }

    public func noteCount(_ tokens: [TokenID]) -> Int {
        tokens.count { $0 >= self.tokens.firstNote && $0 < self.tokens.grid.count }
    }
}
