public import MuseMusic

/// Converts scores to tokens and back.
public protocol Tokenizer: TokenReading {
    var vocabulary: Vocabulary { get }
    /// Ends every sequence. Occurs nowhere else.
    var endToken: TokenID { get }

    /// Control tokens that can be mixed. Their names are distinct.
    var styleTokens: [StyleToken] { get }

    /// Whether performances (`Score.performance`) are encoded as they were played, with velocities and pedals, and are
    /// not notated first. By default false.
    var readsPerformances: Bool { get }

    /// Encodes a score. The result lists what the tokens do not represent.
    ///
    /// - Throws: `TokenizationError` if the score cannot be encoded.
    func encode(_ score: Score) throws -> Encoding

    /// Decodes a token sequence. Accepts any sequence, and ignores tokens that are invalid at their position. Sequences
    /// that the grammar accepts have no such tokens.
    func decode(_ tokens: [TokenID]) throws -> Score

    /// The grammar of whole tunes that satisfy a plan.
    ///
    /// - Throws: `PlanError` if the plan asks for what these tokens cannot express, or cannot be satisfied.
    func grammar(for plan: Plan) throws -> any TokenGrammar

    /// The opening of tunes that continue a score.
    ///
    /// - Throws: `TokenizationError` if the score cannot be encoded; `PromptError` if it cannot be continued.
    func opening(of score: Score) throws -> Opening

    /// Encodes a score as a template whose open bars (`Rest.isOpen`) are to be filled.
    ///
    /// - Throws: `TokenizationError` if the score cannot be encoded; `PromptError` if no bar is open, or if no tune
    ///   that satisfies the plan fills the open bars; `PlanError`.
    func template(of score: Score, for plan: Plan) throws -> FillTemplate

    /// Encodes a score as a template in which chord symbols are inserted. Needs the capability `chordSymbols`.
    ///
    /// - Throws: `TokenizationError` if the score cannot be encoded; `PromptError` if it has no place for a requested
    ///   chord, or exceeds the plan's `maxTokens`.
    func harmonyTemplate(of score: Score, _ request: HarmonyRequest, _ plan: Plan) throws -> HarmonyTemplate

    /// Encodes a score as written, with the places of its notes. Needs the capability `variations`.
    ///
    /// - Throws: `TokenizationError` if the score cannot be encoded, or its notes only with other onsets or lengths.
    func placedEncoding(of score: Score) throws -> PlacedEncoding

    /// The tokens of a note's pitch in a key, the last of the kind `note`; nil if they cannot represent it. Needs the
    /// capability `variations`.
    func tokens(of pitch: Pitch, in key: Key) -> [TokenID]?

    /// The kind of a token. `end` and `bar` are known from `endToken` and `barEnds`.
    func kind(of token: TokenID) -> TokenKind

    /// The pitch of the note that a token starts, as a MIDI number; nil for other tokens, and if it is unknown.
    ///
    /// - Parameters:
    ///   - key: the key in force; nil if there is none.
    ///   - previous: the token before; nil at the start of the tune.
    func pitch(of token: TokenID, in key: Key?, after previous: TokenID?) -> Int?

    /// Whether a token changes the pitches of the tokens that can follow it, as accidentals do.
    func changesPitches(_ token: TokenID) -> Bool

    /// The time at which a note starts that comes next, in ticks.
    ///
    /// - Parameters:
    ///   - tokens: the tokens of an unfinished tune.
    ///   - score: the result of decoding them.
    func onset(after tokens: [TokenID], in score: Score) -> Int

    /// The number of notes in a sequence, used for bits per note.
    func noteCount(_ tokens: [TokenID]) -> Int

    /// The tokens of a tune as printed, one line each: by default one line.
    func lines(of tokens: [TokenID]) -> [ArraySlice<TokenID>]

    /// The token that stands between two lines of a tune in its tokens; nil if each line is a tune.
    var lineSeparator: TokenID? { get }

    /// The unit of published likelihoods for these tokens; nil for tokens that are not on a grid.
    var steps: StepMeasure? { get }

    /// The beats of a sequence; nil if the tokens do not state them.
    var beats: (any BeatTracker)? { get }

    /// The tokenizer as one whose tokens are learned from a corpus; nil if its settings alone determine them.
    var learned: (any LearnedTokenizer)? { get }
}

extension Tokenizer {
    public var beats: (any BeatTracker)? { nil }
    public var learned: (any LearnedTokenizer)? { nil }
    public var styleTokens: [StyleToken] { [] }
    public var steps: StepMeasure? { nil }
    public var readsPerformances: Bool { false }
    public var tuneReader: TuneReader? { TuneReader(self) }
    public func lines(of tokens: [TokenID]) -> [ArraySlice<TokenID>] { [tokens[...]] }
    public var lineSeparator: TokenID? { nil }

    public func kind(of token: TokenID) -> TokenKind {
        isCondition(token) ? .condition : noteCount([token]) > 0 ? .note : .other
    }

    public func pitch(of token: TokenID, in key: Key?, after previous: TokenID?) -> Int? { nil }
    public func changesPitches(_ token: TokenID) -> Bool { false }

    /// The end of the last note or rest.
    public func onset(after tokens: [TokenID], in score: Score) -> Int {
        score.parts.reduce(0) { end, part in
            max(end, part.notes.map(\.end).max() ?? 0, part.rests.map { $0.onset + $0.duration }.max() ?? 0)
        }
    }

    public func opening(of score: Score) throws -> Opening { Opening(try encode(score).tokens.dropLast()) }

    public func template(of score: Score, for plan: Plan) throws -> FillTemplate {
        throw PromptError("these tokens have no open bars to fill")
    }

    public func harmonyTemplate(of score: Score, _ request: HarmonyRequest, _ plan: Plan) throws -> HarmonyTemplate {
        throw PromptError("these tokens have no chord symbols")
    }

    public func placedEncoding(of score: Score) throws -> PlacedEncoding {
        throw TokenizationError("these tokens cannot be replaced note by note")
    }

    public func tokens(of pitch: Pitch, in key: Key) -> [TokenID]? { nil }
}

/// A score encoded as tokens.
public struct Encoding: Sendable {
    /// Ends with the tokenizer's end token.
    public var tokens: [TokenID]
    /// What the tokens do not represent, one phrase each: `second voice`, `slurs in bar 3`.
    public var losses: [String]

    public init(tokens: [TokenID], losses: [String] = []) {
        self.tokens = tokens
        self.losses = losses
    }
}

/// Why a score cannot be encoded.
public struct TokenizationError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

/// Why tokens cannot be decoded.
public struct DetokenizationError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}
