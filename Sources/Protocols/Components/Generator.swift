public import MuseStorage

/// A way to learn from token sequences. Holds settings alone; what is learned is a `Model`.
public protocol Generator: Sendable {
    /// - Throws: `CancellationError` when the context was cancelled; `FitError` for a corpus that nothing can be
    ///   learned from.
    func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model

    /// A model of this generator out of what `Model.saved()` gave.
    ///
    /// - Parameter reading: of the tokens that it was fitted on; nil for a generator that asks for none.
    /// - Throws: `StorageError` where it is not one.
    func load(_ saved: SavedModel, reading: (any TokenReading)?) throws -> any Model

    /// The most tokens of a sequence that its models can decode; nil for no limit.
    var longestSequence: Int? { get }

    /// Why it can do nothing with tokens of this kind; nil where it can.
    func objection(to reading: any TokenReading) -> String?
}

extension Generator {
    public var longestSequence: Int? { nil }
    public func objection(to reading: any TokenReading) -> String? { nil }
}

/// Token sequences to learn from, by split.
public struct TokenCorpus: Sendable {
    public var vocabularySize: Int
    public var training: [[TokenID]]
    public var validation: [[TokenID]]
    public var test: [[TokenID]]
    /// Of these tokens; nil where nothing is known but their numbers.
    public var reading: (any TokenReading)?

    public init(
        vocabularySize: Int, training: [[TokenID]], validation: [[TokenID]] = [], test: [[TokenID]] = [],
        reading: (any TokenReading)? = nil
    ) {
        self.vocabularySize = vocabularySize
        self.training = training
        self.validation = validation
        self.test = test
        self.reading = reading
    }
}

/// What fitting needs of the world around it.
public struct FitContext: Sendable {
    public var random: RandomSource
    /// Called with the share done, 0 to 1, and a phrase such as `loss 1.83`.
    public var progress: @Sendable (Double, String) -> Void
    /// Asked now and then; true means stop and throw `CancellationError`.
    public var isCancelled: @Sendable () -> Bool
    /// Where long fitting leaves what it needs to go on after it was stopped.
    public var checkpoints: any Checkpoints
    /// A model of the same settings to start from; nil to start from nothing.
    public var pretrained: SavedModel?
    /// What an earlier fit of the same settings decided by measuring, to be kept to: `steps` → 812. Empty for a first
    /// one.
    public var decisions: [String: Int]
    /// Called with a line that a person should read: an estimate, a warning.
    public var say: @Sendable (String) -> Void

    public init(
        random: RandomSource, progress: @escaping @Sendable (Double, String) -> Void = { _, _ in },
        isCancelled: @escaping @Sendable () -> Bool = { false }, checkpoints: any Checkpoints = NoCheckpoints(),
        pretrained: SavedModel? = nil, decisions: [String: Int] = [:],
        say: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.random = random
        self.progress = progress
        self.isCancelled = isCancelled
        self.checkpoints = checkpoints
        self.pretrained = pretrained
        self.decisions = decisions
        self.say = say
    }
}

/// One place for the state of an unfinished fit: the latest one saved is the one that counts.
public protocol Checkpoints: Sendable {
    /// nil where there is none, or none that is whole.
    func load() -> SavedModel?

    /// Replaces the one before; a crash leaves one or the other.
    ///
    /// - Throws: `FileError`.
    func save(_ state: SavedModel) throws
}

/// Keeps nothing: a fit that is stopped starts anew.
public struct NoCheckpoints: Checkpoints {
    public init() {}
    public func load() -> SavedModel? { nil }
    public func save(_ state: SavedModel) throws {}
}

/// Why nothing could be learned.
public struct FitError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

/// What was learned: read-only, shared by all threads.
public protocol Model: Sendable {
    /// Scores next tokens for `rows` tunes at once, each from its start.
    func decoder(rows: Int) -> any TokenDecoder

    /// The natural logarithm of each token's probability, given those before it. What a decoder gives, but for the
    /// rounding of what it keeps from token to token.
    ///
    /// - Throws: what its decoder throws; so in the two calls below.
    func logProbabilities(of tokens: [TokenID]) throws -> [Double]

    /// The same for many sequences, worked out on all processors where that helps.
    func logProbabilities(ofEach sequences: [[TokenID]]) throws -> [[Double]]

    /// The natural logarithm of each whole sequence's probability, or a lower bound of it where that cannot be worked out.
    func logLikelihoods(ofEach sequences: [[TokenID]]) throws -> [Double]

    func saved() -> SavedModel

    /// What fitting decided by measuring: with it in `FitContext.decisions` the same model comes out again.
    var decisions: [String: Int] { get }

    /// Scores next tokens without being told the conditions among those before, though it is handed them like any others;
    /// nil for a model that was not taught to do without.
    func openDecoder(rows: Int) -> (any TokenDecoder)?

    /// What its decoders take beside tokens to fill gaps; nil for a model that was not taught to.
    var fillSigns: FillSigns? { get }

    /// How its training went; empty for what is not learned step by step.
    var curve: LearningCurve { get }

    /// How its fine-tuning went; empty where there was none.
    var tuning: TuningCurve { get }
}

extension Model {
    public func logProbabilities(ofEach sequences: [[TokenID]]) throws -> [[Double]] {
        try sequences.map { try logProbabilities(of: $0) }
    }

    public func logLikelihoods(ofEach sequences: [[TokenID]]) throws -> [Double] {
        try logProbabilities(ofEach: sequences).map { $0.reduce(0, +) }
    }

    public var decisions: [String: Int] { [:] }
    public func openDecoder(rows: Int) -> (any TokenDecoder)? { nil }
    public var fillSigns: FillSigns? { nil }
    public var curve: LearningCurve { LearningCurve() }
    public var tuning: TuningCurve { TuningCurve() }
}

/// Numbers behind the vocabulary's by which a model is asked to fill gaps.
public struct FillSigns: Hashable, Sendable {
    /// In the place of a bar's contents, to be filled in later.
    public var gap: TokenID
    /// After the end of a tune with gaps: what follows fills them, each up to and with the token behind it.
    public var fill: TokenID

    public init(gap: TokenID, fill: TokenID) {
        self.gap = gap
        self.fill = fill
    }
}

/// Scores the next token of several tunes.
public protocol TokenDecoder: AnyObject {
    /// Rows whose tune is not finished, in their order.
    var rowCount: Int { get }

    /// Writes natural-log probabilities, `[rowCount, V]` row by row. Legal once after `init` and once after each
    /// `accept`.
    ///
    /// - Throws: what keeps it from scoring; muse's own models can score everything.
    func scores(into scores: inout [Float]) throws

    /// Goes on with one token a row. Legal once after each `scores`.
    func accept(_ tokens: [TokenID])

    /// Drops finished rows: keeps those for which `keep` is true. Legal after `accept`.
    func retain(_ keep: [Bool])
}
