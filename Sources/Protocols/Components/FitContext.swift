public import MuseStorage

/// The environment of a fit: ranks, random source, progress, cancellation, checkpoints and starting weights.
public struct FitContext: Sendable {
    public var random: RandomSource
    /// Called with the fraction done, 0 to 1, and a phrase such as `loss 1.83`.
    public var progress: @Sendable (Double, String) -> Void
    /// Called with each evaluation of the loss and each round of fine-tuning.
    public var measure: @Sendable (FitMeasurement) -> Void
    /// Polled while fitting. If true, fitting stops and throws `CancellationError`.
    public var isCancelled: @Sendable () -> Bool
    /// Where a long fit saves its state, to resume from later.
    public var checkpoints: any Checkpoints
    /// A model with the same settings to start from; nil for random initial weights.
    public var pretrained: SavedModel?
    /// Decisions to reuse from an earlier fit with the same settings, which made them by measuring: `steps` → 812.
    /// Empty for a first fit.
    public var decisions: [String: Int]
    /// Called with a line for the user: an estimate, a warning.
    public var say: @Sendable (String) -> Void
    /// The ranks that fit together.
    public var communicator: any Communicator

    public init(
        random: RandomSource, progress: @escaping @Sendable (Double, String) -> Void = { _, _ in },
        measure: @escaping @Sendable (FitMeasurement) -> Void = { _ in },
        isCancelled: @escaping @Sendable () -> Bool = { false }, checkpoints: any Checkpoints = NoCheckpoints(),
        pretrained: SavedModel? = nil, decisions: [String: Int] = [:],
        say: @escaping @Sendable (String) -> Void = { _ in }, communicator: any Communicator = SingleProcess()
    ) {
        self.random = random
        self.progress = progress
        self.measure = measure
        self.isCancelled = isCancelled
        self.checkpoints = checkpoints
        self.pretrained = pretrained
        self.decisions = decisions
        self.say = say
        self.communicator = communicator
    }
}

/// Storage for the state of an unfinished fit. Only the latest saved state counts.
public protocol Checkpoints: Sendable {
    /// The saved state; nil if there is none or it is incomplete.
    func load() -> SavedModel?

    /// Replaces the previous state atomically: after a crash, either the old or the new state is there.
    ///
    /// - Throws: `FileError`.
    func save(_ state: SavedModel) throws
}

/// Saves nothing: an interrupted fit starts over.
public struct NoCheckpoints: Checkpoints {
    public init() {}
    public func load() -> SavedModel? { nil }
    public func save(_ state: SavedModel) throws {}
}

/// Why fitting is impossible.
public struct FitError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}
