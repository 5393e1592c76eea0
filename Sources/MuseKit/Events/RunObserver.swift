/// Receives the events of a run, and may cancel it.
///
///     let observer = RunObserver { event in
///         if case .finishedTune(let tune) = event { log(tune.score.header.title) }
///     }
public struct RunObserver: Sendable {
    /// Called on the thread that works, for one event at a time and in order.
    public var observe: @Sendable (RunEvent) -> Void
    /// Asked often, on any thread. Once it is true, the run stops at the next token, training step or file and throws
    /// `CancellationError` or `Interrupted`; what is finished by then is kept.
    public var isCancelled: @Sendable () -> Bool

    public init(
        observe: @escaping @Sendable (RunEvent) -> Void = { _ in },
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        self.observe = observe
        self.isCancelled = isCancelled
    }

    /// Receives nothing and never cancels.
    public static var silent: RunObserver { RunObserver() }
}
