public import MuseStorage

/// A learning algorithm for token sequences, or rules that need no learning. Holds settings only; `fit` returns the
/// `Model`.
public protocol Generator: Sendable {
    /// The capabilities of its models with these settings: a subset of those in the component's schema.
    var capabilities: Set<Capability> { get }

    /// What the generator does with these settings, for a reader of the recipe: a line each, indented by two spaces for
    /// each level; empty if its settings say it all.
    var explanation: [String] { get }

    /// Fits a model to a corpus.
    ///
    /// - Throws: `CancellationError` if the context is cancelled; `FitError` if nothing can be learned from the corpus.
    func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model

    /// Loads a model of this generator from the result of `Model.saved()`.
    ///
    /// - Parameter reading: the meaning of the tokens that it was fitted on; nil if the generator ignores it.
    /// - Throws: `StorageError` if `saved` is not a model of this generator.
    func load(_ saved: SavedModel, reading: (any TokenReading)?) throws -> any Model

    /// Fine-tunes a model with rewards for the tunes sampled from it. Needs the capability `fineTuning`.
    ///
    /// - Parameter base: a model of this generator: the starting point, and the reference of the KL divergence.
    /// - Throws: `CancellationError` if the context is cancelled; `FitError` if nothing can be learned; `StorageError`
    ///   if `base` is not a model of this generator; `CapabilityError`; errors of sampling and of rewards.
    func fineTune(
        _ base: SavedModel, reading: (any TokenReading)?, _ task: FineTuning, _ context: FitContext
    ) throws -> any Model

    /// The fine-tuning methods that it supports, if it has the capability `fineTuning`.
    var fineTuningMethods: Set<FineTuning.Method> { get }

    /// The maximum sequence length of its models, in tokens; nil for no limit.
    var longestSequence: Int? { get }

    /// Whether `fit` divides its work among the ranks of `FitContext.communicator`. All ranks then call it; otherwise
    /// only rank 0 does.
    var fitsOnAllRanks: Bool { get }

    /// Measures training on several numbers of machines.
    ///
    /// - Parameters:
    ///   - communicators: for each, this rank's share of the work is measured.
    ///   - seconds: the approximate time of each measurement.
    /// - Returns: the cost with each; nil if `fitsOnAllRanks` is false.
    /// - Throws: as `fit`.
    func trainingCosts(
        _ corpus: TokenCorpus, _ communicators: [any Communicator], _ context: FitContext, seconds: Double
    ) throws -> [TrainingCost]?

    /// Whether its models sample exactly from their distribution given the constraints (`Model.conditioned`).
    var isExact: Bool { get }

    /// The settings that are incompatible with these tokens; empty if there are none.
    func objections(to reading: any TokenReading) -> [SettingObjection]

    /// The settings that are incompatible with the demands on all tunes; empty if there are none.
    func objections(to plan: Plan) -> [SettingObjection]
}

extension Generator {
    public var capabilities: Set<Capability> { .autoregressive }
    public var explanation: [String] { [] }
    public var fineTuningMethods: Set<FineTuning.Method> { Set(FineTuning.Method.allCases) }
    public var longestSequence: Int? { nil }
    public var isExact: Bool { false }
    public var fitsOnAllRanks: Bool { false }
    public func objections(to reading: any TokenReading) -> [SettingObjection] { [] }
    public func objections(to plan: Plan) -> [SettingObjection] { [] }

    public func trainingCosts(
        _ corpus: TokenCorpus, _ communicators: [any Communicator], _ context: FitContext, seconds: Double
    ) throws -> [TrainingCost]? { nil }

    public func fineTune(
        _ base: SavedModel, reading: (any TokenReading)?, _ task: FineTuning, _ context: FitContext
    ) throws -> any Model {
        throw CapabilityError(missing: [.fineTuning])
    }
}

/// A setting of a component that is incompatible with another component.
public struct SettingObjection: Hashable, Sendable {
    /// Its path within the component: `training.infilling`; empty for the component as a whole.
    public var setting: String
    public var message: String
    /// The capability that the tokenizer lacks, if this is the reason; messages can then name tokenizers that have it.
    public var missing: Capability?

    public init(_ setting: String, _ message: String, missing: Capability? = nil) {
        self.setting = setting
        self.message = message
        self.missing = missing
    }
}
