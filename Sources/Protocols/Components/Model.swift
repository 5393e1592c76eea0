public import MuseStorage

/// A trained model: read-only, shared by all threads.
public protocol Model: Sendable {
    /// Capabilities of the model and its decoders.
    var capabilities: Set<Capability> { get }

    /// A decoder that scores next tokens. Each row starts at the beginning of its tune.
    ///
    /// - Throws: `CapabilityError` if the request needs a capability that the model lacks.
    func decoder(for request: DecodingRequest) throws -> any TokenDecoder

    /// The model given that its tunes follow a grammar: its decoders score with -inf what the grammar excludes, and
    /// otherwise sample exactly from that distribution. nil if it does not support this; then the sampler masks the
    /// tokens of each step.
    ///
    /// - Parameters:
    ///   - grammars: the grammars that tunes follow in turn, at least one; `DecodingRequest.grammars` selects among
    ///     them.
    ///   - maxTokens: the maximum number of tokens of a tune, including the end token.
    /// - Throws: `ConditioningError` if it produces no such tune, or has too many states; `CancellationError`.
    func conditioned(on grammars: [any TokenGrammar], maxTokens: Int, isCancelled: () -> Bool) throws -> (any Model)?

    /// Natural-log probability of each token given the tokens before it. Equal to a decoder's scores, except for
    /// rounding in its key-value cache.
    ///
    /// - Throws: an error of a plug-in, like the two methods below.
    func logProbabilities(of tokens: [TokenID]) throws -> [Double]

    /// The same for many sequences. Uses all processors if that is faster.
    func logProbabilities(ofEach sequences: [[TokenID]]) throws -> [[Double]]

    /// Log-likelihood of each sequence in nats, or a lower bound of it.
    func logLikelihoods(ofEach sequences: [[TokenID]]) throws -> [Double]

    /// The weights and their description, to be stored.
    func saved() -> SavedModel

    /// The decisions that fitting made by measuring. Passed to `FitContext.decisions`, they reproduce the model.
    var decisions: [String: Int] { get }

    /// The number of dimensions of the latent point of a new tune; nil for models without `latents`. A point of
    /// `latentSpace` can have more.
    var latentSize: Int? { get }

    /// The latent space; nil for models without `latentSpace`.
    var latentSpace: (any LatentSpace)? { get }

    /// Chooses chords for melodies; nil for models without `harmonize`.
    var harmonizer: (any Harmonizer)? { get }

    /// Training and validation loss by step; empty for models not trained in steps.
    var curve: LearningCurve { get }

    /// Rewards by fine-tuning round; empty without fine-tuning.
    var tuning: TuningCurve { get }
}

extension Model {
    public var capabilities: Set<Capability> { .autoregressive }

    public func conditioned(
        on grammars: [any TokenGrammar], maxTokens: Int, isCancelled: () -> Bool
    ) throws -> (any Model)? { nil }

    public func logProbabilities(ofEach sequences: [[TokenID]]) throws -> [[Double]] {
        try sequences.map { try logProbabilities(of: $0) }
    }

    public func logLikelihoods(ofEach sequences: [[TokenID]]) throws -> [Double] {
        try logProbabilities(ofEach: sequences).map { $0.reduce(0, +) }
    }

    public var decisions: [String: Int] { [:] }
    public var latentSize: Int? { latentSpace?.sampledSize }
    public var latentSpace: (any LatentSpace)? { nil }
    public var harmonizer: (any Harmonizer)? { nil }
    public var curve: LearningCurve { LearningCurve() }
    public var tuning: TuningCurve { TuningCurve() }
}

extension Model {
    /// `saved()`, with the model's capabilities in its description.
    package func savedWithCapabilities() -> SavedModel {
        var saved = saved()
        saved.description[SavedModel.capabilitiesKey] = .array(
            capabilities.sorted().map { .string($0.rawValue) })
        return saved
    }
}

extension SavedModel {
    fileprivate static let capabilitiesKey = "capabilities"

    /// Capabilities stored with the weights; nil for a model saved without them.
    package var capabilities: Set<Capability>? {
        guard case .array(let items)? = description[Self.capabilitiesKey] else { return nil }
        return Set(items.compactMap { $0.stringValue.map(Capability.init(rawValue:)) })
    }
}
