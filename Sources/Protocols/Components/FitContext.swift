public import MuseStorage

/// What fitting needs from its surroundings.
public struct FitContext: Sendable {
    public var random: RandomSource
    /// Called with the fraction done, 0 to 1, and a phrase such as `loss 1.83`.
    public var progress: @Sendable (Double, String) -> Void
    /// Polled while fitting; true means to stop and throw `CancellationError`.
    public var isCancelled: @Sendable () -> Bool
    /// Where a long fit saves its state to resume from.
    public var checkpoints: any Checkpoints
    /// A model of the same settings to start from; nil to start from random weights.
    public var pretrained: SavedModel?
    /// Choices that an earlier fit of the same settings made by measuring, to be kept: `steps` → 812. Empty for a first
    /// fit.
    public var decisions: [String: Int]
    /// Called with a line for the user: an estimate, a warning.
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

/// One slot for the state of an unfinished fit: the latest saved state counts.
public protocol Checkpoints: Sendable {
    /// nil where there is none, or none that is complete.
    func load() -> SavedModel?

    /// Replaces the previous state; after a crash one or the other is there.
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

/// Why nothing could be learned.
public struct FitError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}
