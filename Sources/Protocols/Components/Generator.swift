public import MuseStorage

/// A way to learn from token sequences. Holds settings only; what is learned is a `Model`.
public protocol Generator: Sendable {
    /// What its models can do with these settings. The component's schema lists what they can do at most.
    var capabilities: Set<Capability> { get }

    /// - Throws: `CancellationError` when the context was cancelled; `FitError` for a corpus that nothing can be
    ///   learned from.
    func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model

    /// A model of this generator from what `Model.saved()` returned.
    ///
    /// - Parameter reading: of the tokens that it was fitted on; nil for a generator that ignores it.
    /// - Throws: `StorageError` where it is not such a model.
    func load(_ saved: SavedModel, reading: (any TokenReading)?) throws -> any Model

    /// Trains a model further by rewards for its own tunes. Needs the capability `fineTuning`.
    ///
    /// - Parameter base: a model of this generator: the starting point, and the reference of the KL divergence.
    /// - Throws: `CancellationError` when the context was cancelled; `FitError` where nothing can be learned;
    ///   `StorageError` where `base` is not such a model; `CapabilityError`; what sampling and rewards throw.
    func fineTune(
        _ base: SavedModel, reading: (any TokenReading)?, _ task: FineTuning, _ context: FitContext
    ) throws -> any Model

    /// The most tokens of a sequence that its models can decode; nil for no limit.
    var longestSequence: Int? { get }

    /// Settings that cannot work with tokens of this kind; empty where all do.
    func objections(to reading: any TokenReading) -> [SettingObjection]
}

extension Generator {
    public var capabilities: Set<Capability> { .autoregressive }
    public var longestSequence: Int? { nil }
    public func objections(to reading: any TokenReading) -> [SettingObjection] { [] }

    public func fineTune(
        _ base: SavedModel, reading: (any TokenReading)?, _ task: FineTuning, _ context: FitContext
    ) throws -> any Model {
        throw CapabilityError(missing: [.fineTuning])
    }
}

/// A setting of a component that does not go together with another component.
public struct SettingObjection: Hashable, Sendable {
    /// Its path within the component: `training.infilling`; empty for the component as a whole.
    public var setting: String
    public var message: String

    public init(_ setting: String, _ message: String) {
        self.setting = setting
        self.message = message
    }
}
