public import MuseMusic

/// Converts scores to tokens and back.
public protocol Tokenizer: TokenReading {
    var vocabulary: Vocabulary { get }
    /// The last token of every sequence, and nowhere else.
    var endToken: TokenID { get }

    /// Control tokens that can be mixed, with distinct names.
    var styleTokens: [StyleToken] { get }

    /// The tokens of a score, and what was lost.
    ///
    /// - Throws: `TokenizationError` where the score cannot be encoded.
    func encode(_ score: Score) throws -> Encoding

    /// The score of a token sequence. Takes any sequence: tokens that make no sense where they stand are ignored;
    /// sequences that the grammar accepts have none.
    func decode(_ tokens: [TokenID]) throws -> Score

    /// The grammar of whole tunes that meet a plan.
    ///
    /// - Throws: `PlanError` where the plan asks for what these tokens cannot express, or for what cannot be met.
    func grammar(for plan: Plan) throws -> any TokenGrammar

    /// The beginning of tunes that continue a score.
    ///
    /// - Throws: `TokenizationError` where the score cannot be encoded; `PromptError` where it cannot be continued.
    func opening(of score: Score) throws -> Opening

    /// The score as a template: its open bars (`Rest.isOpen`) are to be filled in.
    ///
    /// - Throws: `TokenizationError` where the score cannot be encoded; `PromptError` where no bar is open or no tune
    ///   that meets the plan fills it; `PlanError`.
    func template(of score: Score, for plan: Plan) throws -> FillTemplate

    /// How many notes a sequence holds: the measure for bits per note.
    func noteCount(_ tokens: [TokenID]) -> Int

    /// What published likelihoods of these tokens are per; nil for tokens that are not on a grid.
    var steps: StepMeasure? { get }
}

extension Tokenizer {
    public var styleTokens: [StyleToken] { [] }
    public var steps: StepMeasure? { nil }

    public func opening(of score: Score) throws -> Opening { Opening(try encode(score).tokens.dropLast()) }

    public func template(of score: Score, for plan: Plan) throws -> FillTemplate {
        throw PromptError("these tokens have no open bars to fill")
    }
}

/// A score as tokens.
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

/// Why a score cannot be turned into tokens.
public struct TokenizationError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

/// Why tokens cannot be turned into a score.
public struct DetokenizationError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}
