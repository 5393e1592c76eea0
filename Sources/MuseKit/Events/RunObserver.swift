/// Receives the events of a run, and may cancel it.
///
///     let observer = RunObserver { event in
///         if case .finishedTune(let tune) = event { log(tune.score.header.title) }
///     }
public struct RunObserver: Sendable {
    /// Called with each event on the thread that sends it, one event at a time and in order.
    public var observe: @Sendable (RunEvent) -> Void
    /// Polled on any thread. Once it returns true, the run stops at the next token, training step or file, keeps what
    /// is finished, and throws `CancellationError` or `Interrupted`.
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
