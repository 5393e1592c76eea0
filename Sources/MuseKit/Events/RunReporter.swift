import MuseProtocols

/// Sends the events of a run to its observer, one at a time.
final class RunReporter: Sendable {
    private let observer: RunObserver
    private let lock = Monitor(())

    init(_ observer: RunObserver) { self.observer = observer }

    func send(_ event: RunEvent) { lock.read { observer.observe(event) } }

    func remark(_ text: String) { send(.remark(text)) }

    func warn(_ message: String, at mark: SourceMark? = nil) { send(.warning(Diagnostic(.warning, message, at: mark))) }

    var isCancelled: @Sendable () -> Bool { observer.isCancelled }

    /// - Throws: `CancellationError`.
    func checkCancellation() throws {
        if observer.isCancelled() { throw CancellationError() }
    }

    /// Runs a stage between its two events. The second is sent even if the stage throws.
    func stage<Result>(_ stage: RunStage, _ body: (StageClock) throws -> Result) rethrows -> Result {
        let clock = StageClock(stage, self)
        send(.began(stage))
        defer { send(.ended(stage, elapsed: clock.elapsed)) }
        return try body(clock)
    }
}

/// Reports the progress of a stage with its remaining time, and the total time of a long stage.
final class StageClock: Sendable {
    private struct State {
        /// The fraction done at the first call: an earlier run may have done a part.
        var firstShare: Double?
        var isEstimated = false
    }

    private let stage: RunStage
    private let reporter: RunReporter
    private let start = ContinuousClock.now
    private let state = Monitor(State())

    init(_ stage: RunStage, _ reporter: RunReporter) {
        self.stage = stage
        self.reporter = reporter
    }

    var elapsed: Duration { ContinuousClock.now - start }

    /// - Parameters:
    ///   - share: the fraction of the stage that is done, from 0 to 1.
    ///   - detail: a short status.
    func progress(_ share: Double, _ detail: String) {
        let elapsed = elapsed
        let (remaining, isFirstEstimate) = state.change { state -> (Duration?, Bool) in
            let first = state.firstShare ?? share
            state.firstShare = first
            // A share that hardly moves would overflow the estimate.
            guard share - first > 1e-6 else { return (nil, false) }
            let remaining = elapsed * ((1 - share) / (share - first))
            // The first seconds are slower, because caches are cold. A stage under half a minute needs no estimate.
            let isDue = !state.isEstimated && elapsed > .seconds(3)
            if isDue { state.isEstimated = true }
            return (remaining, isDue && elapsed + remaining > .seconds(30))
        }
        if let remaining, isFirstEstimate { reporter.send(.estimated(stage, total: elapsed + remaining)) }
        reporter.send(
            .progressed(
                RunProgress(stage: stage, share: share, detail: detail, elapsed: elapsed, remaining: remaining)))
    }
}
