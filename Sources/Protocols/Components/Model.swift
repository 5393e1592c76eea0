public import MuseStorage

/// A trained model: read-only, shared by all threads.
public protocol Model: Sendable {
    /// What its decoders can be asked for, and what else it can do.
    var capabilities: Set<Capability> { get }

    /// Scores next tokens, each row from the start of its tune.
    ///
    /// - Throws: `CapabilityError` for a request that needs what `capabilities` does not include.
    func decoder(for request: DecodingRequest) throws -> any TokenDecoder

    /// The natural-log probability of each token given those before it. Equal to a decoder's scores but for the
    /// rounding of cached keys and values.
    ///
    /// - Throws: an error of a plug-in, like the two methods below.
    func logProbabilities(of tokens: [TokenID]) throws -> [Double]

    /// The same for many sequences, computed on all processors where that is faster.
    func logProbabilities(ofEach sequences: [[TokenID]]) throws -> [[Double]]

    /// The log-likelihood of each sequence in nats, or a lower bound of it.
    func logLikelihoods(ofEach sequences: [[TokenID]]) throws -> [Double]

    func saved() -> SavedModel

    /// Choices that fitting made by measuring: given back in `FitContext.decisions`, they yield the same model.
    var decisions: [String: Int] { get }

    /// Size of the latent point that a row is decoded from; nil for models without `latents`.
    var latentSize: Int? { get }

    /// Where tunes lie; nil for models without `latentSpace`.
    var latentSpace: (any LatentSpace)? { get }

    /// Training and validation loss by step; empty for models that are not trained step by step.
    var curve: LearningCurve { get }

    /// Rewards by round of fine-tuning; empty without fine-tuning.
    var tuning: TuningCurve { get }
}

extension Model {
    public var capabilities: Set<Capability> { .autoregressive }

    public func logProbabilities(ofEach sequences: [[TokenID]]) throws -> [[Double]] {
        try sequences.map { try logProbabilities(of: $0) }
    }

    public func logLikelihoods(ofEach sequences: [[TokenID]]) throws -> [Double] {
        try logProbabilities(ofEach: sequences).map { $0.reduce(0, +) }
    }

    public var decisions: [String: Int] { [:] }
    public var latentSize: Int? { latentSpace?.size }
    public var latentSpace: (any LatentSpace)? { nil }
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

    /// The capabilities recorded with the weights; nil for a model that was written without them.
    package var capabilities: Set<Capability>? {
        guard case .array(let items)? = description[Self.capabilitiesKey] else { return nil }
        return Set(items.compactMap { $0.stringValue.map(Capability.init(rawValue:)) })
    }
}
